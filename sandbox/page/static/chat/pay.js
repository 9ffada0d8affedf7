// Paying with Stars: one sheet for invoice messages, invoice links and mini-apps.

import { h, icon } from "../dom.js";
import { alert, ask, toast } from "../sheets.js";

/**
 * Show the invoice and pay it or not.
 *
 * @param {{slug?: string, message_id?: number}} which the invoice
 * @returns {Promise<string>} "paid", "cancelled" or "failed", as Telegram's invoice_closed says it
 */
export async function pay(api, which) {
  let invoice;
  try {
    invoice = await api.get("invoice", which);
  } catch (error) {
    toast(error.message);
    return "failed";
  }
  if (invoice.paid) {
    toast("This invoice has been paid already", "check");
    return "paid";
  }
  const outcome = (await ask(sheet(invoice))) ?? "cancelled";
  const result = await settle(api, which, outcome);
  if (result.status === "paid") toast(`Paid ${invoice.total_amount} Stars`, "star");
  else if (result.status === "failed" && outcome === "paid") await alert(words(result.reason), "Payment failed");
  return result.status;
}

async function settle(api, which, outcome) {
  if (outcome === "paid") toast("Asking the bot to confirm …");
  try {
    return await api.post("pay", { ...which, outcome });
  } catch (error) {
    return { status: "failed", reason: error.message };
  }
}

function sheet(invoice) {
  const enough = invoice.stars >= invoice.total_amount;
  return {
    name: "pay",
    title: invoice.title,
    text: invoice.description,
    body: [
      h("div.pay-amount", {}, icon("star"), h("strong", {}, String(invoice.total_amount)), h("span", {}, "Stars")),
      h("p.pay-balance", { dataset: { enough: String(enough) } },
        `Your balance: ${invoice.stars} Stars${enough ? "" : ". It is too low, so the payment will fail."}`),
    ],
    actions: [
      { id: "cancelled", text: "Cancel" },
      { id: "failed", text: "Let it fail", kind: "danger" },
      { id: "paid", text: `Pay ${invoice.total_amount} Stars`, kind: "primary" },
    ],
  };
}

const REASONS = {
  BOT_PRECHECKOUT_TIMEOUT: "The bot did not confirm the order within 10 seconds.",
  BALANCE_TOO_LOW: "There are not enough Stars on the balance.",
  PAYMENT_FAILED: "The payment did not go through.",
  INVOICE_ALREADY_PAID: "This invoice has been paid already.",
};

function words(reason) {
  return REASONS[reason] ?? reason ?? "The payment did not go through.";
}

// Payment in Stars, for invoice messages, invoice links and mini-apps.

import { h, icon } from "../dom.js";
import { alert, openDialog, toast } from "../dialogs.js";

/**
 * Show the payment dialog and carry out the choice.
 *
 * @param {{slug?: string, message_id?: number}} selector of the invoice
 * @returns {Promise<string[]>} the statuses of Telegram's invoice_closed in order: one, unless a
 *   fault reports another after "paid"
 */
export async function pay(api, selector) {
  let invoice;
  try {
    invoice = await api.get("invoice", selector);
  } catch (error) {
    toast(error.message);
    return ["failed"];
  }
  if (invoice.paid) {
    toast("This invoice is already paid", "check");
    return ["paid"];
  }
  const outcome = (await openDialog(sheet(invoice))) ?? "cancelled";
  const result = await settle(api, selector, outcome);
  if (result.status === "paid") toast(`Paid ${invoice.total_amount} Stars`, "star");
  else if (result.status === "pending") toast("The payment is pending. Settle it in the panel's Stars tab.");
  else if (result.status === "failed" && outcome === "paid") await alert(failureText(result.reason), "Payment failed");
  return result.statuses;
}

async function settle(api, selector, outcome) {
  if (outcome === "paid") toast("Waiting for the bot to confirm …");
  try {
    return await api.post("pay", { ...selector, outcome });
  } catch (error) {
    return { status: "failed", statuses: ["failed"], reason: error.message };
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
      { id: "failed", text: "Simulate a failure", kind: "danger" },
      { id: "paid", text: `Pay ${invoice.total_amount} Stars`, kind: "primary" },
    ],
  };
}

const REASONS = {
  BOT_PRECHECKOUT_TIMEOUT: "The bot did not confirm the order within 10 seconds.",
  BALANCE_TOO_LOW: "The balance is too low.",
  PAYMENT_FAILED: "The payment failed.",
  INVOICE_ALREADY_PAID: "This invoice is already paid.",
};

function failureText(reason) {
  return REASONS[reason] ?? reason ?? "The payment failed.";
}

// Stars: balances, what happens to a payment later, and invoices for another payer.

import { fill, h } from "../dom.js";
import { toast } from "../dialogs.js";
import { form, section, select } from "./user-tab.js";

// Events after which payments or balances may differ.
const CHANGES = ["state", "user", "invoice_closed"];

export class StarsTab {
  name = "Stars";

  constructor({ chat }) {
    this.chat = chat;
    this.balances = h("p.hint");
    this.payments = h("ul.entries", { "aria-label": "Payments of the user" });
    this.pending = h("ul.entries", { "aria-label": "Pending payments" });
    this.payers = h("div.stack");
    this.root = h("div.stack", {},
      section("Balances", this.balances, this.number("Top up the user", "Stars", "Add", "add"),
        this.number("Balance of the bot, as after a withdrawal", "Stars of the bot", "Set", "bot_stars")),
      section("Pending payments", this.pending), section("Payments", this.payments),
      section("Another payer", this.payers));
    chat.listeners.add((name) => CHANGES.includes(name) && this.root.isConnected && this.opened());
  }

  /** Load what the tab shows; called when it is opened. */
  async opened() {
    const { chat } = this;
    if (!chat.state) return;
    const found = await chat.attempt(() => chat.api.get("payments"));
    if (!found) return;
    this.balances.textContent = `User: ${found.user_stars} Stars, bot: ${found.bot_stars} Stars.`;
    fill(this.pending, rows(found.pending, (payment) => this.pendingRow(payment), "No pending payments."));
    fill(this.payments, rows(found.payments.toReversed(), (payment) => this.paymentRow(payment), "No payments yet."));
    this.showPayers(chat.state);
  }

  number(label, placeholder, action, field) {
    return form(label, placeholder, action, (text) => this.act("stars", { [field]: Number(text) }), "number");
  }

  async act(path, body) {
    const done = await this.chat.attempt(() => this.chat.api.post(path, body));
    if (done) await this.opened();
    return done;
  }

  button(text, path, body) {
    return h("button.small", { type: "button", onclick: () => this.act(path, body) }, text);
  }

  pendingRow({ id, amount, payload }) {
    const settle = (text, outcome) => this.button(text, "settle", { pending_id: id, outcome });
    return h("li.payment", {}, h("span", {}, h("strong", {}, `${amount} Stars`), ` ${payload}`),
      h("div.row", {}, settle("Succeed", "paid"), settle("Fail", "failed")));
  }

  paymentRow(payment) {
    const { charge_id: id, amount, payload } = payment;
    const state = payment.refunded ? "refunded" : payment.charged_back ? "charged back" : "";
    const act = (text, path) => this.button(text, path, { charge_id: id });
    return h("li.payment", {}, h("span", {}, h("strong", {}, `${amount} Stars`), ` ${payload}${state && ` · ${state}`}`),
      h("div.row", {}, act("Deliver again", "redeliver"), state ? null : [act("Refund", "refund"), act("Charge back", "chargeback")]));
  }

  showPayers({ users, user, chats }) {
    const targets = [
      ...users.filter(({ id }) => id !== user.id).map(({ id, first_name: name }) => [id, name]),
      ...chats.filter(({ type }) => type !== "private").map(({ id, title }) => [id, title]),
    ];
    const key = JSON.stringify([user.id, targets]);
    if (key === this.shownTargets) return; // a half-typed link stays
    Object.assign(this, { shownTargets: key, target: targets[0]?.[0] });
    fill(this.payers,
      form("Pay an invoice link as this user", "https://t.me/$…", "Pay", (url) => this.chat.link(url)),
      select("Forward to", targets, this.target, (id) => { this.target = Number(id); }),
      h("button.small", { type: "button", onclick: () => this.forward() }, "Forward the latest invoice"));
  }

  async forward() {
    const state = await this.chat.attempt(() => this.chat.api.get("state"));
    const invoice = state?.messages.findLast((message) => message.invoice);
    if (!invoice) return toast("There is no invoice in this chat");
    const sent = await this.act("forward", { message_id: invoice.message_id, to: Number(this.target) });
    return sent && toast("Invoice forwarded", "check");
  }
}

function rows(list, row, empty) {
  return list.length ? list.map(row) : h("li.hint", {}, empty);
}

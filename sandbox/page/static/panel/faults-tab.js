// Injected faults of the Bot API and of payments in Stars.

import { fill, h, iconButton } from "../dom.js";
import { section, select } from "./user-tab.js";

const KINDS = [
  ["429", "Too many requests (429)"], ["500", "Server error (500)"], ["502", "Bad gateway (502)"],
  ["slow", "Slow answers"], ["blocked", "Blocked by the user (403)"], ["drop", "Connection dropped before the call"],
  ["lost", "Connection dropped after the call"], ["garbled", "HTML instead of JSON"],
  ["payment_repeated", "Payment: delivered in two updates"],
  ["payment_undelivered", "Payment: no update reaches the bot"],
  ["status_failed", "Payment: charged, but the app gets \"failed\""],
  ["status_cancelled", "Payment: charged, but the app gets \"cancelled\""],
  ["status_paid_then_cancelled", "Payment: the app gets \"paid\", then \"cancelled\""],
  ["status_pending", "Payment: pending until it is settled"],
];
const OF_PAYMENTS = /^(payment|status)_/;

const WITH_SECONDS = ["429", "slow"];

export class FaultsTab {
  name = "Faults";

  constructor({ chat }) {
    this.chat = chat;
    this.kind = "429";
    this.method = h("input.field", { placeholder: "all but getUpdates and getMe", "aria-label": "Method" });
    this.times = h("input.field", { type: "number", min: 1, placeholder: "until removed", "aria-label": "Times" });
    this.seconds = h("input.field", { type: "number", min: 0, step: "any", value: "3", "aria-label": "Seconds" });
    this.secondsRow = h("label.labelled", {}, h("span", {}, "Seconds"), this.seconds);
    this.methodRow = h("label.labelled", {}, h("span", {}, "Method"), this.method);
    this.list = h("ul.entries", { "aria-label": "Active faults" });
    this.limits = h("input", { type: "checkbox", onchange: () => this.setLimits() });
    this.root = h("div.stack", {}, this.form(), section("Active faults", this.list),
      section("Limits", h("label.check", {}, this.limits, "Telegram's flood limits (30 a second, 1 a second per chat)")));
    chat.listeners.add((name, data) => ["state", "faults"].includes(name) && this.show(data));
  }

  form() {
    const send = (event) => {
      event.preventDefault();
      this.add();
    };
    return section("Inject a fault", h("form.stack", { onsubmit: send },
      select("Kind", KINDS, this.kind, (kind) => this.choose(kind)),
      this.methodRow,
      h("label.labelled", {}, h("span", {}, "Times"), this.times),
      this.secondsRow,
      h("button.small.primary", { type: "submit" }, "Inject")));
  }

  choose(kind) {
    this.kind = kind;
    this.secondsRow.hidden = !WITH_SECONDS.includes(kind);
    this.methodRow.hidden = OF_PAYMENTS.test(kind);
  }

  add() {
    const fault = { kind: this.kind, method: this.methodRow.hidden ? undefined : this.method.value.trim() || undefined };
    if (this.times.value) fault.times = Number(this.times.value);
    if (WITH_SECONDS.includes(this.kind)) fault.seconds = Number(this.seconds.value);
    return this.chat.attempt(() => this.chat.api.post("fault", JSON.parse(JSON.stringify(fault))));
  }

  setLimits() {
    return this.chat.attempt(() => this.chat.api.post("limits", { enabled: this.limits.checked }));
  }

  show({ faults = [], limits }) {
    if (limits) this.limits.checked = limits.enabled;
    fill(this.list, faults.length ? faults.map((fault) => this.entry(fault)) : h("li.hint", {}, "No active faults."));
  }

  entry(fault) {
    const left = fault.times ? `${fault.times} more` : "until removed";
    const remove = () => this.chat.attempt(() => this.chat.api.remove("fault", { id: fault.id }));
    return h("li.fault", {}, h("span", {}, h("strong", {}, fault.kind), ` ${OF_PAYMENTS.test(fault.kind) ? "payments" : (fault.method ?? "all methods")} · ${left}`),
      iconButton("close", `Remove ${fault.kind}`, { onclick: remove }));
  }
}

// Bad days to switch on: what the bot then sees of the Bot API.

import { fill, h, iconButton } from "../dom.js";
import { section, select } from "./you.js";

const KINDS = [
  ["429", "Too many requests (429)"], ["500", "Server error (500)"], ["502", "Bad gateway (502)"],
  ["slow", "Slow answers"], ["blocked", "Blocked by the user (403)"], ["drop", "Connection dropped, nothing done"],
  ["lost", "Connection dropped after the work"], ["garbled", "HTML instead of JSON"],
];

const WITH_SECONDS = ["429", "slow"];

export class Faults {
  name = "Faults";

  constructor({ chat }) {
    this.chat = chat;
    this.kind = "429";
    this.method = h("input.field", { placeholder: "all but getUpdates and getMe", "aria-label": "Method" });
    this.times = h("input.field", { type: "number", min: 1, placeholder: "until removed", "aria-label": "Times" });
    this.seconds = h("input.field", { type: "number", min: 0, step: "any", value: "3", "aria-label": "Seconds" });
    this.secondsRow = h("label.labelled", {}, h("span", {}, "Seconds"), this.seconds);
    this.list = h("ul.entries", { "aria-label": "Faults that are on" });
    this.limits = h("input", { type: "checkbox", onchange: () => this.setLimits() });
    this.root = h("div.stack", {}, this.form(), section("On now", this.list),
      section("Limits", h("label.check", {}, this.limits, "Telegram's flood limits (30 a second, 1 a second per chat)")));
    chat.listeners.add((name, data) => ["state", "faults"].includes(name) && this.show(data));
  }

  form() {
    const send = (event) => {
      event.preventDefault();
      this.add();
    };
    return section("Switch a fault on", h("form.stack", { onsubmit: send },
      select("Kind", KINDS, this.kind, (kind) => this.choose(kind)),
      h("label.labelled", {}, h("span", {}, "Method"), this.method),
      h("label.labelled", {}, h("span", {}, "Times"), this.times),
      this.secondsRow,
      h("button.small.primary", { type: "submit" }, "Switch on")));
  }

  choose(kind) {
    this.kind = kind;
    this.secondsRow.hidden = !WITH_SECONDS.includes(kind);
  }

  add() {
    const wanted = { kind: this.kind, method: this.method.value.trim() || undefined };
    if (this.times.value) wanted.times = Number(this.times.value);
    if (WITH_SECONDS.includes(this.kind)) wanted.seconds = Number(this.seconds.value);
    return this.chat.try(() => this.chat.api.post("fault", JSON.parse(JSON.stringify(wanted))));
  }

  setLimits() {
    return this.chat.try(() => this.chat.api.post("limits", { enabled: this.limits.checked }));
  }

  show({ faults = [], limits }) {
    if (limits) this.limits.checked = limits.enabled;
    fill(this.list, faults.length ? faults.map((fault) => this.entry(fault)) : h("li.hint", {}, "No fault is on."));
  }

  entry(fault) {
    const left = fault.times ? `${fault.times} more` : "until removed";
    const remove = () => this.chat.try(() => this.chat.api.remove("fault", { id: fault.id }));
    return h("li.fault", {}, h("span", {}, h("strong", {}, fault.kind), ` ${fault.method ?? "all methods"} · ${left}`),
      iconButton("close", `Switch ${fault.kind} off`, { onclick: remove }));
  }
}

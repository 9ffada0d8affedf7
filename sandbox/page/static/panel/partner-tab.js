// Faults of the partner API, and how it behaves where its document is open.

import { fill, h } from "../dom.js";
import { section, select } from "./user-tab.js";

const WITH_DELAY = ["slow", "late"];
const WITH_STATUS = ["refused", "broken", "broken_after", "answer"];

export class PartnerTab {
  name = "Partner";

  constructor({ chat }) {
    this.chat = chat;
    this.kind = "lost";
    this.operation = field("Operation", { placeholder: "all; or a number or path, as nft-payment/confirm" });
    this.times = field("Times", { type: "number", min: 1, placeholder: "until removed" });
    this.delay = field("Delay in seconds", { type: "number", min: 0, step: "any", placeholder: "2" });
    this.status = field("Status", { type: "number", min: 200, max: 599, placeholder: "the fault's default" });
    this.faultForm = h("form.stack", { onsubmit: (event) => this.inject(event) });
    this.list = h("ul.entries", { "aria-label": "Active faults of the partner" });
    this.readings = h("div.stack");
    this.root = h("div.stack", {},
      section("Inject a fault of the partner", this.faultForm),
      section("Active faults", this.list, this.button("Remove all faults", "fault")),
      section("Readings of its document", this.readings, this.button("Restore the defaults", "readings")));
    // The tab may be open before the chat is loaded.
    chat.listeners.add((name) => name === "state" && this.root.isConnected && !this.hint && this.opened());
  }

  /** Load what the tab shows; called when it is opened. */
  async opened() {
    if (!this.chat.state) return;
    await this.request("GET", "fault");
    await this.request("GET", "readings");
  }

  /** Call the control API and show its answer. */
  async request(method, path, body) {
    const answer = await this.chat.attempt(() => this.chat.api.partner(method, path, body));
    if (answer && path === "fault") this.showFaults(answer);
    if (answer && path === "readings") this.showReadings(answer);
    return answer;
  }

  button(text, path) {
    return h("button.small", { type: "button", onclick: () => this.request("DELETE", path) }, text);
  }

  showFaults({ faults, known }) {
    const names = Object.keys(known).map((kind) => [kind, kind]);
    this.hint = h("p.hint");
    fill(this.faultForm, select("Kind", names, this.kind, (kind) => this.choose(kind, known)), this.hint,
      [this.operation, this.times, this.delay, this.status].map(({ row }) => row),
      h("button.small.primary", { type: "submit" }, "Inject"));
    this.choose(this.kind, known);
    fill(this.list, faults.length ? faults.map(entry) : h("li.hint", {}, "No active faults."));
  }

  choose(kind, known) {
    this.kind = kind;
    this.hint.textContent = known[kind];
    this.delay.row.hidden = !WITH_DELAY.includes(kind);
    this.status.row.hidden = !WITH_STATUS.includes(kind);
  }

  inject(event) {
    event.preventDefault();
    const operation = this.operation.input.value.trim();
    const number = ({ input, row }) => (row.hidden || !input.value ? undefined : Number(input.value));
    return this.request("POST", "fault", {
      kind: this.kind, operation: /^\d+$/.test(operation) ? Number(operation) : operation || undefined,
      times: number(this.times), delay: number(this.delay), status: number(this.status),
    });
  }

  showReadings({ readings, known }) {
    fill(this.readings, Object.entries(known).map(([name, values]) =>
      select(name, values.map((value) => [value, value]), readings[name], (value) => this.request("POST", "readings", { [name]: value }))));
  }
}

function field(label, properties) {
  const input = h("input.field", { "aria-label": label, ...properties });
  return { input, row: h("label.labelled", {}, h("span", {}, label), input) };
}

function entry({ kind, operation, times }) {
  const left = times ? `${times} more` : "until removed";
  return h("li.fault", {}, h("span", {}, h("strong", {}, kind), ` ${operation ? `#${operation}` : "all operations"} · ${left}`));
}

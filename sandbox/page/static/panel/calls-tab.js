// Log of the Bot API calls, with a filter and details.

import { fill, h, icon } from "../dom.js";

const MAX_CALLS = 500;

export class CallsTab {
  name = "Calls";

  constructor({ chat }) {
    this.chat = chat;
    this.calls = [];
    this.filter = h("input.field", { type: "search", placeholder: "Filter: method, text, error", "aria-label": "Filter calls", oninput: () => this.draw() });
    this.polls = h("input", { type: "checkbox", onchange: () => this.draw() });
    this.list = h("ol.entries", { "aria-label": "Calls of the bot" });
    this.root = h("div.stack", {}, this.filter,
      h("label.check", {}, this.polls, "Show getUpdates"), this.list);
    chat.listeners.add((name, data) => {
      if (name === "state") this.load();
      if (name === "call") this.add(data.call);
    });
  }

  async load() {
    const answer = await this.chat.attempt(() => this.chat.api.get("calls", { limit: MAX_CALLS }));
    if (!answer) return;
    this.calls = answer.calls;
    this.draw();
  }

  add(call) {
    if (this.calls.some(({ n }) => n === call.n)) return;
    this.calls.push(call);
    if (this.calls.length > MAX_CALLS) this.calls.shift();
    if (!this.matches(call)) return;
    this.list.querySelector(".hint")?.remove();
    this.list.prepend(entry(call));
    while (this.list.children.length > MAX_CALLS) this.list.lastChild.remove();
  }

  matches(call) {
    if (!this.polls.checked && call.method === "getUpdates" && call.ok) return false;
    const wanted = this.filter.value.trim().toLowerCase();
    return !wanted || JSON.stringify(call).toLowerCase().includes(wanted);
  }

  draw() {
    const shown = this.calls.filter((call) => this.matches(call)).reverse();
    fill(this.list, shown.length ? shown.map(entry) : h("li.hint", {}, "No calls yet."));
  }
}

function entry(call) {
  const time = new Date(call.at * 1000).toLocaleTimeString([], { hour12: false });
  const state = call.ok ? `${Math.round(call.ms)} ms` : String(call.error_code ?? call.fault);
  const details = h("details.entry", { dataset: { ok: String(call.ok) } },
    h("summary", {}, h("span.entry-mark", {}, icon(call.ok ? "check" : "close")), h("strong", {}, call.method),
      h("span.entry-brief", {}, brief(call)), h("span.entry-state", {}, state)));
  // Details are rendered when they are opened, so that a log of 500 calls stays fast.
  details.addEventListener("toggle", () => details.open && !details.querySelector("pre") && details.append(
    h("p.hint", {}, [time, call.via, call.fault && `fault: ${call.fault}`, call.description].filter(Boolean).join(" · ")),
    block("Parameters", call.params), block("Result", call.result)));
  return h("li", {}, details);
}

function brief({ params = {}, description, ok }) {
  if (!ok) return description ?? "";
  return String(params.text ?? params.caption ?? params.title ?? "").slice(0, 80);
}

/** Create a titled block of JSON. */
export function block(title, value) {
  return value == null ? "" : h("div", {}, h("p.block-title", {}, title), h("pre", { tabIndex: 0 }, JSON.stringify(value, null, 2)));
}

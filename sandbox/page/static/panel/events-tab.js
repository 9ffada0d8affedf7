// Client of mini-apps (platform, version) and log of the events between app and client.

import { fill, h } from "../dom.js";
import { PLATFORMS, VERSIONS } from "../frame/theme.js";
import { block } from "./calls-tab.js";
import { section, select } from "./user-tab.js";

const DIRECTIONS = { in: ["app →", "from the app"], out: ["← client", "to the app"], note: ["client", "note"] };

export class EventsTab {
  name = "App";

  constructor({ frame, settings, chat }) {
    this.frame = frame;
    this.rendered = new Map();
    this.filter = h("input.field", { type: "search", placeholder: "Filter events", "aria-label": "Filter events", oninput: () => this.draw() });
    this.list = h("ol.entries.events", { "aria-label": "Events of the mini-app" });
    const change = (name) => (value) => settings.set({ ...settings.get(), [name]: value });
    const { platform, version } = settings.get();
    const clear = () => {
      frame.events.length = 0;
      this.draw();
    };
    this.root = h("div.stack", {},
      section("Client for the next launch",
        h("div.row", {},
          select("Platform", Object.entries(PLATFORMS).map(([id, { label }]) => [id, label]), platform, change("platform")),
          select("Version", VERSIONS.map((v) => [v, v]), version, change("version"))),
        h("button.small", { type: "button", onclick: () => this.reopen(chat) }, "Reopen the app with these settings")),
      section("Events", h("div.row", {}, this.filter, h("button.small", { type: "button", onclick: clear }, "Clear")), this.list));
    frame.listeners.add((event) => this.put(event));
    this.draw();
  }

  reopen(chat) {
    const { launched } = this.frame;
    chat.openApp(launched ? { ...launched, url: launched.requestedUrl, text: launched.text } : { kind: "direct" });
  }

  matches({ type, data, note }) {
    const wanted = this.filter.value.trim().toLowerCase();
    return !wanted || `${type} ${JSON.stringify(data)} ${note}`.toLowerCase().includes(wanted);
  }

  put(event) {
    const old = this.rendered.get(event);
    if (old) {
      const element = entry(event);
      old.replaceWith(element);
      this.rendered.set(event, element);
    } else if (this.matches(event)) this.prepend(event);
  }

  prepend(event) {
    this.list.querySelector(".hint")?.remove();
    const element = entry(event);
    this.rendered.set(event, element);
    this.list.prepend(element);
  }

  draw() {
    this.rendered.clear();
    fill(this.list, h("li.hint", {}, "Events between a mini-app and the client appear here."));
    for (const event of this.frame.events.filter((e) => this.matches(e))) this.prepend(event);
  }
}

function entry({ direction, type, data, note, at }) {
  const [mark, title] = DIRECTIONS[direction];
  const brief = data === undefined ? "" : JSON.stringify(data);
  const head = [h("span.direction", { dataset: { direction }, title }, mark), h("strong", {}, type),
    note ? h("span.entry-note", {}, note) : h("span.entry-brief", {}, brief === "{}" ? "" : brief)];
  if (direction === "note") return h("li.entry.flat", {}, head);
  const details = h("details.entry", { dataset: { type, direction } }, h("summary", {}, head));
  details.addEventListener("toggle", () => details.open && !details.querySelector("pre") &&
    details.append(h("p.hint", {}, new Date(at).toISOString().slice(11, 23)), block("Data", data ?? {})));
  return h("li", {}, details);
}

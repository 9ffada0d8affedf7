// The mini-app's client (platform, version) and every event between app and frame, both ways.

import { fill, h } from "../dom.js";
import { PLATFORMS, VERSIONS } from "../frame/theme.js";
import { block } from "./calls.js";
import { section, select } from "./you.js";

const WAYS = { in: ["app →", "from the app"], out: ["← frame", "to the app"], note: ["frame", "note"] };

export class Events {
  name = "App";

  constructor({ frame, settings, chat }) {
    this.frame = frame;
    this.drawn = new Map();
    this.filter = h("input.field", { type: "search", placeholder: "Filter events", "aria-label": "Filter events", oninput: () => this.draw() });
    this.list = h("ol.entries.events", { "aria-label": "Events of the mini-app" });
    const change = (name) => (value) => settings.set({ ...settings.get(), [name]: value });
    const { platform, version } = settings.get();
    const clear = () => {
      frame.events.length = 0;
      this.draw();
    };
    this.root = h("div.stack", {},
      section("Client of the next launch",
        h("div.row", {},
          select("Platform", Object.entries(PLATFORMS).map(([id, { label }]) => [id, label]), platform, change("platform")),
          select("Version", VERSIONS.map((v) => [v, v]), version, change("version"))),
        h("button.small", { type: "button", onclick: () => this.again(chat) }, "Reopen the app with these")),
      section("Events", h("div.row", {}, this.filter, h("button.small", { type: "button", onclick: clear }, "Clear")), this.list));
    frame.listeners.add((event) => this.put(event));
    this.draw();
  }

  again(chat) {
    const { launched } = this.frame;
    chat.openApp(launched ? { ...launched, url: launched.asked, text: launched.text } : { kind: "direct" });
  }

  matches({ type, data, note }) {
    const wanted = this.filter.value.trim().toLowerCase();
    return !wanted || `${type} ${JSON.stringify(data)} ${note}`.toLowerCase().includes(wanted);
  }

  put(event) {
    const old = this.drawn.get(event);
    if (old) {
      const fresh = entry(event);
      old.replaceWith(fresh);
      this.drawn.set(event, fresh);
    } else if (this.matches(event)) this.prepend(event);
  }

  prepend(event) {
    this.list.querySelector(".hint")?.remove();
    const element = entry(event);
    this.drawn.set(event, element);
    this.list.prepend(element);
  }

  draw() {
    this.drawn.clear();
    fill(this.list, h("li.hint", {}, "Open a mini-app: what it asks and what it is told appears here."));
    for (const event of this.frame.events.filter((e) => this.matches(e))) this.prepend(event);
  }
}

function entry({ way, type, data, note, at }) {
  const [mark, title] = WAYS[way];
  const brief = data === undefined ? "" : JSON.stringify(data);
  const head = [h("span.way", { dataset: { way }, title }, mark), h("strong", {}, type),
    note ? h("span.entry-note", {}, note) : h("span.entry-brief", {}, brief === "{}" ? "" : brief)];
  if (way === "note") return h("li.entry.flat", {}, head);
  const details = h("details.entry", { dataset: { type, way } }, h("summary", {}, head));
  details.addEventListener("toggle", () => details.open && !details.querySelector("pre") &&
    details.append(h("p.hint", {}, new Date(at).toISOString().slice(11, 23)), block("Data", data ?? {})));
  return h("li", {}, details);
}

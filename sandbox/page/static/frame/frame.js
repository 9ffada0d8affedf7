// A mini-app in the chat: the window around it and the wire to it.
//
// The app's page is an iframe and this page its parent, as in Telegram's web clients: both sides
// post JSON strings {eventType, eventData}. Events are handled by the tables in this folder.

import { Refused } from "../api.js";
import { confirm, toast } from "../sheets.js";
import { asking } from "./asking.js";
import { buttons } from "./buttons.js";
import { device } from "./device.js";
import { leaving } from "./leaving.js";
import { look } from "./look.js";
import { Keep, storage } from "./storage.js";
import { atLeast, PLATFORMS, THEMES } from "./theme.js";
import { AppWindow } from "./window.js";

/** Everything that a mini-app may ask of the frame: name → {since, run(frame, data)}. */
export const EVENTS = { ...look, ...buttons, ...asking, ...leaving, ...storage, ...device };
const KEPT = 1000; // events kept for the inspector

export class Frame {
  /** `shade()` is "light" or "dark"; `pay(which)` shows the pay sheet and resolves to its status. */
  constructor(place, { chat, settings, shade, pay }) {
    Object.assign(this, { place, chat, settings, shade, pay });
    this.events = [];
    this.listeners = new Set();
    this.window = null;
    addEventListener("message", (event) => this.onMessage(event));
    document.addEventListener("visibilitychange", () => this.sendVisibility());
  }

  get platform() {
    return PLATFORMS[this.settings.get().platform];
  }

  get theme() {
    return THEMES[this.shade()];
  }

  /** Open a mini-app: `kind` is menu, inline, keyboard, direct or attach. */
  async launch({ kind, url, start_param: startParam, text }) {
    await this.close();
    const { platform, version } = this.settings.get();
    const wanted = { kind, url, start_param: startParam, theme: this.theme, platform, version };
    const launched = await this.chat.try(() => this.chat.api.post("launch", JSON.parse(JSON.stringify(wanted))));
    if (!launched) return;
    this.startState({ kind, text, platform, version, asked: url, start_param: startParam, ...launched });
    this.window = new AppWindow(this);
    this.place.replaceChildren(this.window.root);
    this.window.open();
    document.body.classList.add("app-open");
    this.note(`Opened as ${kind} on ${platform}, version ${version}`);
  }

  startState(launched) {
    const { user, bot } = this.chat.state;
    this.launched = launched;
    this.keep = new Keep(user.id, bot.id);
    Object.assign(this, { popup: false, scanner: null, invoice: null });
    this.closing = new AbortController();
    this.state = {
      main: { text: "Continue" }, secondary: { text: "Cancel", position: "left" },
      back: false, settings: false, confirmClosing: false, swipes: true, locked: false,
      expanded: !this.platform.phone, fullscreen: false, minimised: false, ready: false, reloads: false,
      header: "header_bg_color", background: "bg_color", bottomBar: "bottom_bar_bg_color",
    };
  }

  /** A message of any window comes here; only the mini-app's own is heard. */
  onMessage(event) {
    if (!this.window || event.source !== this.window.iframe.contentWindow) return;
    let type, data;
    try {
      ({ eventType: type, eventData: data } = JSON.parse(event.data));
    } catch {
      this.record("in", "?", event.data, "not JSON: ignored");
      return;
    }
    if (typeof type === "string") this.hear(type, data && typeof data === "object" ? data : {});
  }

  async hear(type, data) {
    const { version } = this.launched;
    const entry = this.record("in", type, data);
    if (!Object.hasOwn(EVENTS, type)) {
      toast(`${type} is unknown to this frame and was not answered`);
      return this.annotate(entry, "unknown to this frame: not answered");
    }
    const known = EVENTS[type];
    if (!atLeast(version, known.since)) return this.annotate(entry, `needs ${known.since}, this client is ${version}: ignored`);
    try {
      const complaint = await known.run(this, data, type);
      if (complaint) this.annotate(entry, complaint);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.annotate(entry, `the sandbox refused: ${error.message}`);
      toast(error.message);
    }
    return undefined;
  }

  /** Send an event to the mini-app, if its version knows it. */
  send(type, data = {}) {
    if (!this.window) return;
    this.record("out", type, data);
    this.window.iframe.contentWindow?.postMessage(JSON.stringify({ eventType: type, eventData: data }), "*");
  }

  record(way, type, data, note = "") {
    const entry = { n: (this.events.at(-1)?.n ?? 0) + 1, at: Date.now(), way, type, data, note };
    this.events.push(entry);
    if (this.events.length > KEPT) this.events.shift();
    for (const listener of this.listeners) listener(entry);
    return entry;
  }

  note(text) {
    return this.record("note", text);
  }

  annotate(entry, note) {
    entry.note = note;
    for (const listener of this.listeners) listener(entry);
  }

  /** Whether the launched client is at least this version. */
  speaks(since) {
    return atLeast(this.launched.version, since);
  }

  themeChanged() {
    if (!this.window) return;
    this.window.paint();
    this.send("theme_changed", { theme_params: this.theme });
  }

  resized() {
    this.window?.measure();
  }

  sendVisibility() {
    if (!this.window || !this.speaks("8.0")) return;
    this.send("visibility_changed", { is_visible: !document.hidden && !this.state.minimised });
  }

  reload() {
    if (this.state.reloads) this.send("reload_iframe");
    else this.window.load(this.launched.url);
  }

  /** The person closes the app; with unsaved changes they are asked first. */
  async dismiss() {
    const { confirmClosing } = this.state;
    const question = { title: "Close the app?", text: "Changes that you made may not be saved.", yes: "Close", kind: "danger" };
    if (confirmClosing && !(await confirm(question))) return;
    await this.close();
  }

  async close() {
    if (!this.window) return;
    this.closing.abort();
    await this.window.leave();
    this.window = null;
    this.place.replaceChildren();
    document.body.classList.remove("app-open");
    this.note("Closed");
    // Who already writes on while the window leaves is not interrupted.
    if (document.activeElement === document.body) document.getElementById("scroller").focus({ preventScroll: true });
  }
}

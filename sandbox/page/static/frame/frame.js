// A mini-app in the chat: its window and the exchange of events.
//
// The app's page is in an iframe of this page, as in Telegram's web clients: both sides post JSON
// strings {eventType, eventData}. The tables in this folder handle the events.

import { ApiError } from "../api.js";
import { confirm, toast } from "../dialogs.js";
import { promptEvents } from "./prompts.js";
import { buttonEvents } from "./buttons.js";
import { deviceEvents } from "./device.js";
import { navigationEvents } from "./navigation.js";
import { appearanceEvents } from "./appearance.js";
import { storageEvents, UserStorage } from "./storage.js";
import { atLeast, PLATFORMS, THEMES } from "./theme.js";
import { AppWindow } from "./window.js";

/** Events that a mini-app may send: name → {since, run(frame, data)}; `run` may return a note for the log. */
export const EVENTS = {
  ...appearanceEvents, ...buttonEvents, ...promptEvents, ...navigationEvents, ...storageEvents, ...deviceEvents,
};
const MAX_EVENTS = 1000; // events kept for the debug panel

export class Frame {
  /** `resolvedTheme()` is "light" or "dark"; `pay(selector)` opens the payment dialog and resolves to its statuses. */
  constructor(container, { chat, settings, resolvedTheme, pay }) {
    Object.assign(this, { container, chat, settings, resolvedTheme, pay });
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
    return THEMES[this.resolvedTheme()];
  }

  /** Open a mini-app: `kind` is menu, inline, keyboard, direct or attach. */
  async launch({ kind, url, start_param: startParam, text }) {
    await this.close();
    const { platform, version } = this.settings.get();
    const parameters = { kind, url, start_param: startParam, theme: this.theme, platform, version };
    const launched = await this.chat.attempt(() => this.chat.api.post("launch", JSON.parse(JSON.stringify(parameters))));
    if (!launched) return;
    this.startState({ kind, text, platform, version, requestedUrl: url, start_param: startParam, ...launched });
    this.window = new AppWindow(this);
    this.container.replaceChildren(this.window.root);
    this.window.open();
    document.body.classList.add("app-open");
    this.note(`Opened as ${kind} on ${platform}, version ${version}`);
  }

  startState(launched) {
    const { user, bot } = this.chat.state;
    this.launched = launched;
    this.userStorage = new UserStorage(user.id, bot.id);
    Object.assign(this, { popup: false, scanner: null, invoice: null });
    this.closing = new AbortController();
    this.state = {
      main: { text: "Continue" }, secondary: { text: "Cancel", position: "left" },
      back: false, settings: false, confirmClosing: false, swipes: true, locked: false,
      expanded: !this.platform.phone, fullscreen: false, minimised: false, ready: false, reloads: false,
      header: "header_bg_color", background: "bg_color", bottomBar: "bottom_bar_bg_color",
    };
  }

  /** Handle a message; those of other windows than the mini-app's are ignored. */
  onMessage(event) {
    if (!this.window || event.source !== this.window.iframe.contentWindow) return;
    let type, data;
    try {
      ({ eventType: type, eventData: data } = JSON.parse(event.data));
    } catch {
      this.record("in", "?", event.data, "ignored: not JSON");
      return;
    }
    if (typeof type === "string") this.handleEvent(type, data && typeof data === "object" ? data : {});
  }

  async handleEvent(type, data) {
    const { version } = this.launched;
    const entry = this.record("in", type, data);
    if (!Object.hasOwn(EVENTS, type)) {
      toast(`${type} is unknown and was not answered`);
      return this.annotate(entry, "unknown event: not answered");
    }
    const known = EVENTS[type];
    if (!atLeast(version, known.since)) return this.annotate(entry, `ignored: needs ${known.since}, this client is ${version}`);
    try {
      const note = await known.run(this, data, type);
      if (note) this.annotate(entry, note);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.annotate(entry, `error of the sandbox: ${error.message}`);
      toast(error.message);
    }
    return undefined;
  }

  /** Send an event to the mini-app. */
  send(type, data = {}) {
    if (!this.window) return;
    this.record("out", type, data);
    this.window.iframe.contentWindow?.postMessage(JSON.stringify({ eventType: type, eventData: data }), "*");
  }

  record(direction, type, data, note = "") {
    const entry = { n: (this.events.at(-1)?.n ?? 0) + 1, at: Date.now(), direction, type, data, note };
    this.events.push(entry);
    if (this.events.length > MAX_EVENTS) this.events.shift();
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

  /** Return whether the launched client has at least this version. */
  supports(since) {
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
    if (!this.window || !this.supports("8.0")) return;
    this.send("visibility_changed", { is_visible: !document.hidden && !this.state.minimised });
  }

  reload() {
    if (this.state.reloads) this.send("reload_iframe");
    else this.window.load(this.launched.url);
  }

  /** Close the app on the user's request; asks first if closing needs confirmation. */
  async dismiss() {
    const { confirmClosing } = this.state;
    const question = { title: "Close the app?", text: "Changes that you made may not be saved.", yes: "Close", kind: "danger" };
    if (confirmClosing && !(await confirm(question))) return;
    await this.close();
  }

  async close() {
    if (!this.window) return;
    this.closing.abort();
    await this.window.close();
    this.window = null;
    this.container.replaceChildren();
    document.body.classList.remove("app-open");
    this.note("Closed");
    // The focus is not moved if the user is already typing.
    if (document.activeElement === document.body) document.getElementById("scroller").focus({ preventScroll: true });
  }
}

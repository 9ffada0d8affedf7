// The window of a mini-app: header, iframe, bottom buttons. A bottom sheet on phones, a phone frame on desktops.

import { fill, h, icon, iconButton } from "../dom.js";
import { menu } from "../dialogs.js";
import { drawButtons } from "./buttons.js";
import { textColorOn } from "./theme.js";

const SANDBOX = "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-modals allow-downloads";
const STABLE_AFTER = 150; // ms without a change of size until the viewport is stable
const OVERLAY = 46; // px covered by the floating buttons in fullscreen
const NO_INSETS = { top: 0, bottom: 0, left: 0, right: 0 };

export class AppWindow {
  constructor(frame) {
    this.frame = frame;
    const { title } = frame.launched;
    this.back = h("button.app-back", { type: "button", onclick: () => this.onBack() });
    this.more = iconButton("more", "Menu of the app", { "aria-haspopup": "menu", onclick: () => this.openMenu() });
    this.head = h("header.app-head", {}, this.back,
      h("div.app-title", {}, h("strong", {}, title), h("small", {}, "mini-app")), this.more);
    this.body = h("div.app-body");
    this.foot = h("div.app-foot");
    this.haptic = h("div.haptic", { "aria-hidden": "true" });
    this.bar = h("button.app-minimised", { type: "button", onclick: () => this.set({ minimised: false }) }, icon("app"), h("span", {}, title), icon("down"));
    this.panel = h("section.app-window", { role: "dialog", "aria-label": `Mini-app ${title}` }, this.head, this.body, this.foot, this.haptic);
    this.root = h("div.app-layer", {}, h("div.app-backdrop", { onclick: () => frame.dismiss() }), this.panel, this.bar);
    this.watcher = new ResizeObserver(() => this.measure());
  }

  open() {
    this.load(this.frame.launched.url);
    this.set({});
    this.watcher.observe(this.body);
    this.panel.classList.add("entering");
    this.back.focus({ preventScroll: true });
  }

  /** Load the app's page in a new iframe. */
  load(url) {
    this.iframe = h("iframe", { src: url, title: this.frame.launched.title, allow: "clipboard-write; fullscreen" });
    this.iframe.setAttribute("sandbox", SANDBOX);
    // A page that does not send web_app_ready is shown after loading, as in clients.
    this.iframe.addEventListener("load", () => this.setReady(true));
    this.frame.state.ready = false;
    fill(this.body, this.iframe, h("div.app-loader", { role: "status" }, h("span.spinner"), h("span.visually-hidden", {}, "Loading the app")));
    this.paint();
  }

  setReady(ready) {
    this.set({ ready });
  }

  /** Change the state, render it, and send the events that follow from it. */
  set(changes) {
    const { state } = this.frame;
    const before = { ...state, area: JSON.stringify(this.safeArea()) };
    Object.assign(state, changes);
    this.paint();
    if (before.minimised !== state.minimised) this.frame.sendVisibility();
    if (before.area !== JSON.stringify(this.safeArea())) this.sendSafeAreas();
    if (before.expanded !== state.expanded) {
      this.measure();
      this.settle();
    }
  }

  paint() {
    const { state, platform, theme } = this.frame;
    const flags = { expanded: state.expanded, fullscreen: state.fullscreen, ready: state.ready, minimised: state.minimised, phone: platform.phone };
    for (const [name, on] of Object.entries(flags)) this.root.classList.toggle(name, Boolean(on));
    for (const name of ["header", "background", "bottomBar"]) {
      const color = theme[state[name]] ?? state[name];
      this.panel.style.setProperty(`--app-${name.toLowerCase()}`, color);
      this.panel.style.setProperty(`--app-${name.toLowerCase()}-text`, textColorOn(color));
    }
    this.panel.style.setProperty("--notch", `${state.fullscreen ? platform.notch ?? 0 : 0}px`);
    this.panel.style.setProperty("--home-bar", `${platform.homeBar ?? 0}px`);
    this.bar.hidden = !state.minimised;
    this.panel.inert = state.minimised;
    this.lockChat(!state.minimised);
    document.body.classList.toggle("app-is-minimised", state.minimised);
    const label = state.back ? "Back" : "Close the app";
    this.back.setAttribute("aria-label", label);
    fill(this.back, icon(state.back ? "back" : "close"), h("span", { "aria-hidden": "true" }, state.back ? "Back" : "Close"));
    const drawn = drawButtons(this.frame);
    fill(this.foot, drawn);
    this.root.classList.toggle("has-buttons", Boolean(drawn));
  }

  /** While the app is open, only the app and the debug panel can have the focus. */
  lockChat(locked) {
    for (const element of this.frame.container.parentElement.children) element.inert = locked && element !== this.frame.container;
  }

  onBack() {
    if (this.frame.state.back) this.frame.send("back_button_pressed");
    else this.frame.dismiss();
  }

  openMenu() {
    const { frame } = this;
    const { state } = frame;
    menu(this.more, "Menu of the app", [
      state.settings && { text: "Settings", icon: "gear", onclick: () => frame.send("settings_button_pressed") },
      { text: "Reload", icon: "reload", onclick: () => frame.reload() },
      !state.expanded && { text: "Expand", icon: "panel", onclick: () => this.set({ expanded: true }) },
      state.fullscreen && { text: "Exit fullscreen", icon: "panel", onclick: () => frame.handleEvent("web_app_exit_fullscreen", {}) },
      { text: "Minimise", icon: "down", onclick: () => this.set({ minimised: true }) },
      { text: "Close", icon: "close", onclick: () => frame.dismiss() },
    ]);
  }

  /** Send the size now and again when it is stable. */
  measure() {
    const size = `${this.body.clientWidth}x${this.body.clientHeight}`;
    if (size === this.size || this.frame.state.minimised) return;
    this.size = size;
    this.sendViewport(false);
    this.settle();
  }

  /** Send the stable viewport after a pause without changes and animations. */
  settle() {
    clearTimeout(this.stableTimer);
    this.stableTimer = setTimeout(() => {
      if (this.panel.getAnimations().length) this.settle();
      else if (this.frame.window) this.sendViewport(true);
    }, STABLE_AFTER);
  }

  sendViewport(stable) {
    const { clientWidth: width, clientHeight: height } = this.body;
    const { expanded } = this.frame.state;
    this.frame.send("viewport_changed", { width, height, is_expanded: expanded, is_state_stable: stable });
  }

  safeArea() {
    const { state, platform } = this.frame;
    if (!platform.phone) return { ...NO_INSETS };
    return { ...NO_INSETS, top: state.fullscreen ? platform.notch : 0, bottom: this.root.classList.contains("has-buttons") ? 0 : platform.homeBar };
  }

  contentSafeArea() {
    return { ...NO_INSETS, top: this.frame.state.fullscreen ? OVERLAY : 0 };
  }

  sendSafeAreas() {
    if (!this.frame.supports("8.0")) return;
    this.frame.send("safe_area_changed", this.safeArea());
    this.frame.send("content_safe_area_changed", this.contentSafeArea());
  }

  /** Show a haptic event as a short pulse with its name. */
  pulse(name) {
    fill(this.haptic, h("span", {}, name));
    this.panel.classList.remove("pulse");
    void this.panel.offsetWidth; // restart the animation
    this.panel.classList.add("pulse");
  }

  async close() {
    this.watcher.disconnect();
    clearTimeout(this.stableTimer);
    this.lockChat(false);
    this.panel.classList.add("leaving");
    await Promise.allSettled(this.panel.getAnimations().map((animation) => animation.finished));
  }
}

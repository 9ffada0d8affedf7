// The life of the app in Telegram: start, reload, close, and coming to the front.

import { followAppearance } from "./appearance.ts";
import { connect, on, send } from "./bridge.ts";
import { followButtons } from "./buttons.ts";
import type { Launch } from "./launch.ts";

/** Report that the page is here, take the whole height and follow Telegram's look from now on. */
export function start(launch: Launch): void {
  connect(launch);
  on("reload_iframe", reload);
  followButtons();
  send("iframe_ready", { reload_supported: true });
  send("web_app_expand");
  send("web_app_setup_swipe_behavior", { allow_vertical_swipe: false });
  followAppearance(launch.theme);
}

/** The first screen is drawn: Telegram may take its own placeholder away. */
export const ready = (): void => send("web_app_ready");

export const close = (): void => send("web_app_close");

export function reload(): void {
  send("iframe_will_reload");
  location.reload();
}

/** The app came to the front or left it; both Telegram and the browser may report that. */
export function onVisible(listener: (visible: boolean) => void): () => void {
  const stop = on("visibility_changed", ({ is_visible: visible }) => listener(visible));
  const changed = (): void => listener(!document.hidden);
  document.addEventListener("visibilitychange", changed);
  return () => {
    stop();
    document.removeEventListener("visibilitychange", changed);
  };
}

// Theme, size, safe areas and colours; ready state and reload of the iframe.

import { isColor } from "./theme.js";

const SCROLLBAR = "html{scrollbar-width:thin}";

export const appearanceEvents = {
  iframe_ready: {
    since: "6.0",
    run(frame, { reload_supported: reloads }) {
      frame.state.reloads = Boolean(reloads);
      frame.send("set_custom_style", SCROLLBAR);
    },
  },
  iframe_will_reload: { since: "6.0", run: (frame) => frame.window.setReady(false) },
  web_app_ready: { since: "6.0", run: (frame) => frame.window.setReady(true) },
  web_app_expand: { since: "6.0", run: (frame) => frame.window.set({ expanded: true }) },
  web_app_request_theme: {
    since: "6.0",
    run(frame) {
      if (frame.launched.platform === "macos") return "macOS clients do not answer this";
      return frame.send("theme_changed", { theme_params: frame.theme });
    },
  },
  web_app_request_viewport: { since: "6.0", run: (frame) => frame.window.sendViewport(true) },
  web_app_request_safe_area: { since: "8.0", run: (frame) => frame.send("safe_area_changed", frame.window.safeArea()) },
  web_app_request_content_safe_area: {
    since: "8.0", run: (frame) => frame.send("content_safe_area_changed", frame.window.contentSafeArea()),
  },
  web_app_set_header_color: { since: "6.1", run: setHeader },
  web_app_set_background_color: { since: "6.1", run: (frame, data) => setColor(frame, "background", data.color) },
  web_app_set_bottom_bar_color: { since: "7.10", run: (frame, data) => setColor(frame, "bottomBar", data.color) },
  web_app_request_fullscreen: { since: "8.0", run: enterFullscreen },
  web_app_exit_fullscreen: {
    since: "8.0",
    run(frame) {
      if (!frame.state.fullscreen) return "ignored: not in fullscreen";
      frame.window.set({ fullscreen: false });
      return frame.send("fullscreen_changed", { is_fullscreen: false });
    },
  },
  web_app_toggle_orientation_lock: {
    since: "8.0",
    run(frame, { locked }) {
      frame.state.locked = Boolean(locked);
      return `orientation ${locked ? "locked" : "unlocked"}: stored without effect`;
    },
  },
  web_app_setup_closing_behavior: {
    since: "6.2", run: (frame, data) => frame.window.set({ confirmClosing: Boolean(data.need_confirmation) }),
  },
  web_app_setup_swipe_behavior: {
    since: "7.7", run: (frame, data) => frame.window.set({ swipes: Boolean(data.allow_vertical_swipe) }),
  },
};

function setHeader(frame, { color, color_key: key }) {
  if (color === undefined && !["bg_color", "secondary_bg_color"].includes(key)) return `ignored: unknown colour key ${key}`;
  if (color !== undefined && !frame.supports("6.9")) return "ignored: a custom colour needs 6.9";
  return setColor(frame, "header", color ?? key);
}

function setColor(frame, name, color) {
  const isKey = name === "header" && Object.hasOwn(frame.theme, color);
  if (!isKey && !isColor(color)) return `ignored: invalid colour ${color}`;
  return frame.window.set({ [name]: color });
}

function enterFullscreen(frame) {
  if (frame.state.fullscreen) return frame.send("fullscreen_failed", { error: "ALREADY_FULLSCREEN" });
  frame.window.set({ fullscreen: true, expanded: true });
  return frame.send("fullscreen_changed", { is_fullscreen: true });
}

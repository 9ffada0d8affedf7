// Buttons of the client: Main, Secondary, Back and the Settings menu item.

import { h } from "../dom.js";
import { isColor } from "./theme.js";

const POSITIONS = ["left", "right", "top", "bottom"];

export const buttonEvents = {
  web_app_setup_main_button: { since: "6.0", run: (frame, data) => setUp(frame, "main", data) },
  web_app_setup_secondary_button: { since: "7.10", run: (frame, data) => setUp(frame, "secondary", data) },
  web_app_setup_back_button: { since: "6.1", run: (frame, data) => frame.window.set({ back: Boolean(data.is_visible) }) },
  web_app_setup_settings_button: {
    since: "6.10", run: (frame, data) => frame.window.set({ settings: Boolean(data.is_visible) }),
  },
};

function setUp(frame, name, data) {
  const old = frame.state[name];
  const notes = [];
  const next = { ...old };
  for (const key of ["is_visible", "is_active", "is_progress_visible"]) if (key in data) next[key] = Boolean(data[key]);
  if (frame.supports("7.10") && "has_shine_effect" in data) next.has_shine_effect = Boolean(data.has_shine_effect);
  if ("text" in data) next.text = String(data.text).trim();
  if (data.is_visible && !next.text) notes.push("a visible button needs text");
  for (const key of ["color", "text_color"]) {
    if (isColor(data[key])) next[key] = data[key];
    else if (data[key] !== undefined) notes.push(`invalid colour: ${key}`);
  }
  if (POSITIONS.includes(data.position)) next.position = data.position;
  if (data.icon_custom_emoji_id) notes.push("icon_custom_emoji_id is stored but not shown");
  frame.window.set({ [name]: next });
  return notes.join("; ");
}

/** Create the bottom buttons; null if none is visible. */
export function drawButtons(frame) {
  const { main, secondary } = frame.state;
  const shown = [draw(frame, "main", main), draw(frame, "secondary", secondary)].filter(Boolean);
  if (!shown.length) return null;
  return h("div.app-buttons", { dataset: { position: secondary.position } }, shown);
}

function draw(frame, name, button) {
  if (!button.is_visible || !button.text) return null;
  const active = button.is_active !== false;
  const isMain = name === "main";
  const color = button.color ?? (isMain ? frame.theme.button_color : frame.theme.bottom_bar_bg_color);
  const textColor = button.text_color ?? (isMain ? frame.theme.button_text_color : frame.theme.accent_text_color);
  const element = h("button.app-button", {
    type: "button", dataset: { name }, disabled: !active,
    style: { "--button": color, "--button-text": textColor },
    onclick: () => frame.send(`${name}_button_pressed`),
  }, h("span", {}, button.text), button.is_progress_visible ? h("span.spinner", { "aria-label": "In progress" }) : null);
  if (button.is_progress_visible) element.setAttribute("aria-busy", "true");
  if (button.has_shine_effect && active) element.classList.add("shine");
  return element;
}

// The buttons that Telegram draws around the app.

import { on, send } from "./bridge.ts";

export interface Button {
  text: string;
  busy?: boolean;
  disabled?: boolean;
  press(): void;
}

let main: Button | undefined;
let back: (() => void) | undefined;
let shown = "";
let waiting = false;

export function followButtons(): void {
  on("main_button_pressed", () => {
    if (!main?.disabled && !main?.busy) main?.press();
  });
  on("back_button_pressed", () => back?.());
}

/** The one main action of the screen; undefined removes it. */
export function setMainButton(button: Button | undefined): void {
  main = button;
  // One screen leaves and the next comes in the same turn: only the outcome is sent.
  if (!waiting) queueMicrotask(sendMain);
  waiting = true;
}

function sendMain(): void {
  waiting = false;
  const params = main
    ? { is_visible: true, is_active: !main.disabled && !main.busy, is_progress_visible: !!main.busy, text: main.text }
    : { is_visible: false };
  if (JSON.stringify(params) === shown) return;
  shown = JSON.stringify(params);
  send("web_app_setup_main_button", params);
}

export function setBackButton(press: (() => void) | undefined): void {
  if (!back !== !press) send("web_app_setup_back_button", { is_visible: !!press });
  back = press;
}

export function setSettingsButton(press: () => void): () => void {
  send("web_app_setup_settings_button", { is_visible: true });
  return on("settings_button_pressed", press);
}

/** Whether Telegram asks before it closes the app. */
export const confirmClosing = (wanted: boolean): void =>
  send("web_app_setup_closing_behavior", { need_confirmation: wanted });

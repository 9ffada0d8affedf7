// Speaks to Telegram by @tma.js/bridge, as telegram-asks.ts does and no other file. What the client
// is too old for is left out, not faked.

import { on, postEventFp, setTargetOrigin, supports } from "@tma.js/bridge";
import type { MethodName, MethodParams } from "@tma.js/bridge";
import type { Launch } from "./launch.ts";
import type { Slow } from "./storage.ts";
import { colors, paint } from "./theme.ts";

export interface Button {
  text: string;
  busy?: boolean;
  disabled?: boolean;
  press(): void;
}

type Version = Parameters<typeof supports>[1];

const STEADY = 600; // ms without a change of size, after which the sheet has surely come up

let version: Version = "6.0";
let platform = "unknown";
let dark = false;

export const can = (method: MethodName): boolean => supports(method, version);

// The bridge's own has one signature for each kind of parameters; a method of any kind fits none.
const post = postEventFp as (method: MethodName, params?: unknown) => unknown;

/** Post what the client understands. Where there is no client at all, there is nobody to tell. */
export function tell<M extends MethodName>(method: M, params?: MethodParams<M>): void {
  if (can(method)) post(method, params);
}

/** Say that we are here, take the whole height and follow Telegram's look from now on. */
export function start(launch: Launch): void {
  version = launch.version as Version;
  platform = launch.platform;
  // Who may frame this page is said by its Content-Security-Policy; nothing sent here is secret.
  setTargetOrigin("*");
  on("theme_changed", ({ theme_params: theme }) => repaint(colors(theme)));
  on("safe_area_changed", (area) => inset("safe", area));
  on("content_safe_area_changed", (area) => inset("content", area));
  settle();
  on("reload_iframe", reload);
  on("main_button_pressed", () => main?.disabled || main?.busy || main?.press());
  on("back_button_pressed", () => back?.());
  tell("iframe_ready", { reload_supported: true });
  tell("web_app_expand");
  tell("web_app_setup_swipe_behavior", { allow_vertical_swipe: false });
  tell("web_app_request_safe_area");
  tell("web_app_request_content_safe_area");
  repaint(launch.theme);
}

/**
 * Once the sheet has come up, what hangs on its edge can be shown without moving (style.css): when
 * the client says so, or when nothing has changed for a while. A desktop's window does not grow.
 */
function settle(): void {
  const show = (): void => {
    document.documentElement.dataset["settled"] = "";
    clearTimeout(timer);
    removeEventListener("resize", wait);
    stop();
  };
  const wait = (): void => {
    clearTimeout(timer);
    timer = window.setTimeout(show, STEADY);
  };
  let timer = 0;
  const stop = on("viewport_changed", ({ is_expanded: expanded, is_state_stable: stable }) => {
    if (expanded && stable) show();
  });
  if (!onPhone()) return show();
  addEventListener("resize", wait);
  wait();
}

/** The shell is drawn: Telegram may take its own placeholder away. */
export const ready = (): void => tell("web_app_ready");

export const close = (): void => tell("web_app_close");

function reload(): void {
  tell("iframe_will_reload");
  location.reload();
}

function repaint(theme: Readonly<Record<string, string>>): void {
  paint(theme);
  dark = document.documentElement.style.colorScheme === "dark";
  for (const listener of themed) listener(dark);
  const background = theme["secondary_bg_color"] as `#${string}` | undefined;
  tell("web_app_set_header_color", { color_key: "secondary_bg_color" });
  if (background) tell("web_app_set_background_color", { color: background });
  if (background) tell("web_app_set_bottom_bar_color", { color: (theme["bottom_bar_bg_color"] ?? background) as `#${string}` });
}

const themed = new Set<(dark: boolean) => void>();

/** Call now and whenever the theme turns light or dark. */
export function onShade(listener: (dark: boolean) => void): () => void {
  listener(dark);
  themed.add(listener);
  return () => themed.delete(listener);
}

const property = (name: string, value: string): void => document.documentElement.style.setProperty(name, value);

function inset(kind: string, area: { top: number; bottom: number; left: number; right: number }): void {
  for (const side of ["top", "bottom", "left", "right"] as const) property(`--${kind}-${side}`, `${area[side]}px`);
}

/** The app came to the front or left it; both Telegram and the browser may know. */
export function onVisible(listener: (visible: boolean) => void): void {
  on("visibility_changed", ({ is_visible: visible }) => listener(visible));
  document.addEventListener("visibilitychange", () => listener(!document.hidden));
}

let main: Button | undefined;
let back: (() => void) | undefined;
let told = "";
let waiting = false;

/** The one main action of the screen, drawn by Telegram; null takes it away. */
export function setMainButton(button: Button | undefined): void {
  main = button;
  // One screen leaves and the next comes in the same turn: only the outcome is told.
  if (!waiting) queueMicrotask(tellMain);
  waiting = true;
}

function tellMain(): void {
  waiting = false;
  const params = main
    ? { is_visible: true, is_active: !main.disabled && !main.busy, is_progress_visible: !!main.busy, text: main.text }
    : { is_visible: false };
  if (JSON.stringify(params) === told) return;
  told = JSON.stringify(params);
  tell("web_app_setup_main_button", params);
}

export function setBackButton(press: (() => void) | undefined): void {
  if (!back !== !press) tell("web_app_setup_back_button", { is_visible: !!press });
  back = press;
}

export function setSettingsButton(press: () => void): void {
  on("settings_button_pressed", press);
  tell("web_app_setup_settings_button", { is_visible: true });
}

export const confirmClosing = (wanted: boolean): void => tell("web_app_setup_closing_behavior", { need_confirmation: wanted });

export const haptic = {
  select: (): void => tell("web_app_trigger_haptic_feedback", { type: "selection_change" }),
  tap: (): void => tell("web_app_trigger_haptic_feedback", { type: "impact", impact_style: "light" }),
  success: (): void => tell("web_app_trigger_haptic_feedback", { type: "notification", notification_type: "success" }),
  error: (): void => tell("web_app_trigger_haptic_feedback", { type: "notification", notification_type: "error" }),
};

/** Whether this is a phone, where files and the clipboard go through Telegram. */
export const onPhone = (): boolean => platform === "ios" || platform === "android";

/** Pulling down is ours only where Telegram does not take it for closing. */
export const ownsSwipes = (): boolean => !onPhone() || can("web_app_setup_swipe_behavior");

export const later = (time: number): Promise<undefined> => new Promise((resolve) => setTimeout(resolve, time, undefined));

let asked = 0;

/** Telegram's DeviceStorage (Bot API 9.0), or nothing on older clients. */
export function deviceStorage(): Slow | undefined {
  if (!can("web_app_device_storage_get_key")) return undefined;
  return {
    async get(key) {
      const id = `g${++asked}`;
      const answer = new Promise<string | null>((resolve) => {
        const stop = on("device_storage_key_received", ({ req_id: to, value }) => {
          if (to !== id) return;
          stop();
          resolve(value);
        });
      });
      tell("web_app_device_storage_get_key", { req_id: id, key });
      return (await Promise.race([answer, later(1500)])) ?? null;
    },
    async set(key, value) {
      tell("web_app_device_storage_save_key", { req_id: `s${++asked}`, key, value });
    },
  };
}

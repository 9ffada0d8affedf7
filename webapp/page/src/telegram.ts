// The only file that speaks to Telegram. What the client is too old for is left out, not faked.

import type { MethodParams } from "@tma.js/bridge";
import type { Launch } from "./launch.ts";
import type { Slow } from "./storage.ts";
import { colors, paint } from "./theme.ts";
import { atLeast, listen, on, post, SINCE, type Method } from "./wire.ts";

export interface Button {
  text: string;
  busy?: boolean;
  disabled?: boolean;
  press(): void;
}

export interface Choice {
  id: string;
  text?: string;
  type?: "default" | "destructive" | "ok" | "cancel" | "close";
}

const STEADY = 600; // ms without a change of size, after which the sheet has surely come up

let version = "6.0";
let platform = "unknown";
let dark = false;

const can = (method: Method): boolean => atLeast(version, SINCE[method]);

function tell<M extends Method>(method: M, params?: MethodParams<M>): void {
  if (can(method)) post(method, params);
}

/** Say that we are here, take the whole height and follow Telegram's look from now on. */
export function start(launch: Launch): void {
  ({ version, platform } = launch);
  listen();
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

/** Ask with Telegram's popup (64 and 256 characters at most); the id of the choice or null. */
export async function popup(title: string, message: string, choices: Choice[]): Promise<string | null> {
  if (!can("web_app_open_popup")) return window.confirm(`${title}\n\n${message}`) ? (choices[0]?.id ?? null) : null;
  const answer = once("popup_closed");
  const buttons = choices.map(({ id, text = "", type = "default" }) => (text ? { id, text, type } : { id, type }));
  tell("web_app_open_popup", { title: title.slice(0, 64), message: message.slice(0, 256), buttons } as MethodParams<"web_app_open_popup">);
  return (await answer)?.button_id ?? null;
}

function once<E extends "popup_closed" | "clipboard_text_received">(event: E): Promise<Received<E> | undefined> {
  return new Promise((resolve) => {
    const stop = on(event, (data) => {
      stop();
      resolve(data as Received<E> | undefined);
    });
  });
}

type Received<E> = E extends "popup_closed" ? { button_id?: string } : { data?: string | null };

export const canScan = (): boolean => can("web_app_open_scan_qr_popup");

/** Scan until a text is accepted; null when the person closes the scanner. */
export function scan(text: string, accepted: (text: string) => boolean): Promise<string | null> {
  return new Promise((resolve) => {
    const end = (result: string | null): void => {
      for (const stop of stops) stop();
      resolve(result);
    };
    const stops = [
      on("qr_text_received", ({ data }) => {
        if (!accepted(data)) return haptic.error();
        tell("web_app_close_scan_qr_popup");
        end(data);
      }),
      on("scan_qr_popup_closed", () => end(null)),
    ];
    tell("web_app_open_scan_qr_popup", { text });
  });
}

/** The clipboard's text; null where neither the browser nor Telegram gives it. */
export async function paste(): Promise<string | null> {
  try {
    return await navigator.clipboard.readText();
  } catch {
    if (!can("web_app_read_text_from_clipboard")) return null;
    const answer = once("clipboard_text_received");
    tell("web_app_read_text_from_clipboard", { req_id: "paste" });
    return (await Promise.race([answer, later(1500)]))?.data ?? null;
  }
}

const later = (time: number): Promise<undefined> => new Promise((resolve) => setTimeout(resolve, time, undefined));

/** Open a link where it belongs; to be called in the tap itself, or web views block it. */
export function openLink(url: string): void {
  const telegram = /^https:\/\/t\.me(\/.*)$/.exec(url);
  if (telegram?.[1] && can("web_app_open_tg_link")) tell("web_app_open_tg_link", { path_full: telegram[1] });
  else tell("web_app_open_link", { url });
}

/** Save a file from our own https address; false where this client cannot. */
export function download(url: string, name: string): boolean {
  if (!can("web_app_request_file_download") || !url.startsWith("https:")) return false;
  tell("web_app_request_file_download", { url, file_name: name });
  return true;
}

/** Whether this is a phone, where files and the clipboard go through Telegram. */
export const onPhone = (): boolean => platform === "ios" || platform === "android";

/** Pulling down is ours only where Telegram does not take it for closing. */
export const ownsSwipes = (): boolean => !onPhone() || can("web_app_setup_swipe_behavior");

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

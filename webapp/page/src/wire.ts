// The wire to Telegram's client: events out, events in. The types and the versions are those of
// @tma.js/bridge (test/wire.test.ts compares them); its code would be a quarter of all that is
// loaded before the first picture, so these few lines stand in for it.

import type { EventName, EventPayload, MethodName, MethodParams } from "@tma.js/bridge";

/** The version of the client that understands each of the methods that we use. */
export const SINCE = {
  iframe_ready: "6.0",
  iframe_will_reload: "6.0",
  web_app_ready: "6.0",
  web_app_expand: "6.0",
  web_app_close: "6.0",
  web_app_open_link: "6.0",
  web_app_setup_main_button: "6.0",
  web_app_open_tg_link: "6.1",
  web_app_setup_back_button: "6.1",
  web_app_set_background_color: "6.1",
  web_app_set_header_color: "6.1",
  web_app_trigger_haptic_feedback: "6.1",
  web_app_open_popup: "6.2",
  web_app_setup_closing_behavior: "6.2",
  web_app_open_scan_qr_popup: "6.4",
  web_app_close_scan_qr_popup: "6.4",
  web_app_read_text_from_clipboard: "6.4",
  web_app_setup_settings_button: "6.10",
  web_app_setup_swipe_behavior: "7.7",
  web_app_set_bottom_bar_color: "7.10",
  web_app_request_safe_area: "8.0",
  web_app_request_content_safe_area: "8.0",
  web_app_request_file_download: "8.0",
  web_app_device_storage_get_key: "9.0",
  web_app_device_storage_save_key: "9.0",
} as const satisfies Partial<Record<MethodName, string>>;

export type Method = keyof typeof SINCE;

/** Compare versions by their numbers: 6.10 is newer than 6.9. */
export function atLeast(version: string, since: string): boolean {
  const [a = 0, b = 0] = version.split(".").map(Number);
  const [c = 0, d = 0] = since.split(".").map(Number);
  return a !== c ? a > c : b >= d;
}

interface Client {
  TelegramWebviewProxy?: { postEvent(type: string, data: string): void };
  external?: { notify?(message: string): void };
}

/** Send an event to the client: a native one, or the page that frames us. */
export function post<M extends Method>(method: M, params?: MethodParams<M>): void {
  const client = window as unknown as Client;
  const message = JSON.stringify({ eventType: method, eventData: params });
  if (client.TelegramWebviewProxy) client.TelegramWebviewProxy.postEvent(method, JSON.stringify(params ?? null));
  else if (client.external?.notify) client.external.notify(message);
  // Who may frame this page is said by its Content-Security-Policy; nothing sent here is secret.
  else if (window.parent !== window) window.parent.postMessage(message, "*");
}

type Listener = (data: never) => void;
const listeners = new Map<string, Set<Listener>>();

/** Call for every event of this name; the answer stops it. */
export function on<E extends EventName>(event: E, listener: (data: EventPayload<E>) => void): () => void {
  const all = listeners.get(event) ?? new Set<Listener>();
  listeners.set(event, all.add(listener as Listener));
  return () => void all.delete(listener as Listener);
}

function receive(event: unknown, data: unknown): void {
  for (const listener of [...(listeners.get(String(event)) ?? [])]) (listener as (data: unknown) => void)(data);
}

/** Hear the client, by each of the ways that clients use. */
export function listen(): void {
  const client = window as unknown as Record<string, unknown>;
  const proxy = { receiveEvent: receive };
  client["Telegram"] = { ...(client["Telegram"] as object | undefined), WebView: proxy };
  client["TelegramGameProxy"] = proxy;
  client["TelegramGameProxy_receiveEvent"] = receive;
  addEventListener("message", ({ source, data }) => {
    if (source !== window.parent || typeof data !== "string") return;
    let message: { eventType?: unknown; eventData?: unknown };
    try {
      message = JSON.parse(data) as typeof message;
    } catch {
      return; // not for us
    }
    if (message && typeof message.eventType === "string") receive(message.eventType, message.eventData);
  });
}

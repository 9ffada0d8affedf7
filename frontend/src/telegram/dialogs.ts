// What Telegram asks the person on behalf of the app: popups, the scanner, the clipboard, files.

import type { EventName, EventPayload, MethodParams } from "@tma.js/bridge";
import { can, later, on, send } from "./bridge.ts";

export interface Choice {
  id: string;
  text?: string;
  type?: "default" | "destructive" | "ok" | "cancel" | "close";
}

/** Ask with Telegram's popup (64 and 256 characters at most); the id of the choice or null. */
export async function popup(title: string, message: string, choices: Choice[]): Promise<string | null> {
  if (!can("web_app_open_popup")) return window.confirm(`${title}\n\n${message}`) ? (choices[0]?.id ?? null) : null;
  const answer = once("popup_closed");
  const buttons = choices.map(({ id, text = "", type = "default" }) => (text ? { id, text, type } : { id, type }));
  send("web_app_open_popup", {
    title: title.slice(0, 64),
    message: message.slice(0, 256),
    buttons,
  } as MethodParams<"web_app_open_popup">);
  return (await answer).button_id ?? null;
}

/** Say that something failed. */
export const showProblem = (title: string, message: string): Promise<string | null> =>
  popup(title, message, [{ id: "ok", type: "ok" }]);

const once = <E extends EventName>(event: E): Promise<EventPayload<E>> =>
  new Promise((resolve) => void on(event, (data) => resolve(data as EventPayload<E>), true));

export const canScan = (): boolean => can("web_app_open_scan_qr_popup");

/** Scan a code, whatever it says; null when the person closes the scanner. */
export function scan(text: string): Promise<string | null> {
  return new Promise((resolve) => {
    const end = (result: string | null): void => {
      for (const stop of stops) stop();
      resolve(result);
    };
    const stops = [
      on("qr_text_received", ({ data }) => {
        send("web_app_close_scan_qr_popup");
        end(data);
      }),
      on("scan_qr_popup_closed", () => end(null)),
    ];
    send("web_app_open_scan_qr_popup", { text });
  });
}

/** The clipboard's text; null where neither the browser nor Telegram gives it, which may ask the person first. */
export async function paste(): Promise<string | null> {
  try {
    return await navigator.clipboard.readText();
  } catch {
    if (!can("web_app_read_text_from_clipboard")) return null;
    const answer = once("clipboard_text_received");
    send("web_app_read_text_from_clipboard", { req_id: "paste" });
    return (await Promise.race([answer, later(60_000)]))?.data ?? null;
  }
}

/** Open a link in Telegram or in a browser; to be called in the tap itself, or web views block it. */
export function openLink(url: string): void {
  const telegram = /^https:\/\/t\.me(\/.*)$/.exec(url);
  if (telegram?.[1] && can("web_app_open_tg_link")) send("web_app_open_tg_link", { path_full: telegram[1] });
  else send("web_app_open_link", { url });
}

/** Save a file from our own https address; false where this client cannot. */
export function download(url: string, name: string): boolean {
  if (!can("web_app_request_file_download") || !url.startsWith("https:")) return false;
  send("web_app_request_file_download", { url, file_name: name });
  return true;
}

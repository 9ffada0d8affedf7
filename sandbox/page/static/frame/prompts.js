// Events that need a choice of the user: popups, scanner, permissions, sharing.

import { h } from "../dom.js";
import { confirm, openDialog, toast } from "../dialogs.js";
import { openScanner } from "./scanner.js";

export const promptEvents = {
  web_app_open_popup: { since: "6.2", run: openPopup },
  web_app_open_scan_qr_popup: { since: "6.4", run: (frame, { text }) => openScanner(frame, text) },
  web_app_close_scan_qr_popup: {
    since: "6.4",
    run(frame) {
      if (!frame.scanner) return "no scanner is open";
      return frame.scanner.close();
    },
  },
  web_app_read_text_from_clipboard: { since: "6.4", run: readClipboard },
  web_app_request_write_access: { since: "6.9", run: requestWriteAccess },
  web_app_request_phone: { since: "6.9", run: requestPhone },
  web_app_send_prepared_message: { since: "8.0", run: sharePrepared },
  web_app_share_to_story: { since: "7.8", run: shareStory },
  web_app_request_file_download: { since: "8.0", run: download },
  web_app_request_emoji_status_access: {
    since: "8.0",
    async run(frame) {
      const allowed = await askPermission(frame, "Allow the app to change your emoji status?");
      frame.send("emoji_status_access_requested", { status: allowed ? "allowed" : "cancelled" });
    },
  },
  web_app_set_emoji_status: { since: "8.0", run: setEmojiStatus },
  web_app_add_to_home_screen: { since: "8.0", run: addToHomeScreen },
  web_app_check_home_screen: {
    since: "8.0",
    run(frame) {
      const status = frame.platform.phone ? (frame.userStorage.get("home") ? "added" : "missed") : "unsupported";
      frame.send("home_screen_checked", { status });
    },
  },
};

/** Ask the user for a permission; closing the app denies it. */
export function askPermission(frame, title, more = {}) {
  return confirm({ title, signal: frame.closing.signal, ...more });
}

const NAMES = { ok: "OK", close: "Close", cancel: "Cancel" };

async function openPopup(frame, { title = "", message = "", buttons = [] }) {
  if (frame.popup) return "ignored: a popup is already open";
  const error = popupError(title, message, buttons);
  if (error) return `ignored: ${error}`;
  frame.popup = true;
  const actions = buttons.map(({ id, type, text }, i) => ({
    id: String(i), text: NAMES[type] ?? text,
    kind: { destructive: "danger", default: "primary" }[type] ?? "default", given: id,
  }));
  const chosen = await openDialog({ title, text: message, name: "popup", actions, signal: frame.closing.signal });
  frame.popup = false;
  return frame.send("popup_closed", chosen === null ? {} : { button_id: actions[chosen].given ?? "" });
}

function popupError(title, message, buttons) {
  if (title.length > 64) return "the title has more than 64 characters";
  if (!message.trim() || message.length > 256) return "the message must have 1 to 256 characters";
  if (!Array.isArray(buttons) || buttons.length < 1 || buttons.length > 3) return "there must be 1 to 3 buttons";
  const invalid = buttons.find((button) => !isButton(button));
  return invalid && `invalid button: ${JSON.stringify(invalid)}`;
}

function isButton({ type, text }) {
  return Object.hasOwn(NAMES, type) || (["default", "destructive"].includes(type) && Boolean(text?.trim()));
}

// Telegram answers only apps opened from the attachment menu; here the user decides, so that both answers
// can be tested.
async function readClipboard(frame, { req_id: id }) {
  const input = h("textarea.field", { rows: 2, "aria-label": "Text of the clipboard", placeholder: "Text to return as clipboard" });
  const allowed = await askPermission(frame, "Allow the app to read the clipboard?", { body: [input] });
  frame.send("clipboard_text_received", { req_id: id, data: allowed ? input.value : null });
}

async function requestWriteAccess(frame) {
  const { api, state } = frame.chat;
  const alreadyAllowed = state.user.started || state.user.write_access;
  const allowed = alreadyAllowed || (await askPermission(frame, `Allow ${state.bot.name} to write to you?`));
  frame.send("write_access_requested", alreadyAllowed ? { status: "allowed" } : await api.post("web_app/write_access", { allowed }));
}

async function requestPhone(frame) {
  const { api, state } = frame.chat;
  const shared = await askPermission(frame, "Share your phone number?", { text: `${state.bot.name} will see ${state.user.phone_number ?? "your number"}.`, yes: "Share" });
  frame.send("phone_requested", await api.post("web_app/phone", { shared }));
}

async function sharePrepared(frame, { id }) {
  const { api } = frame.chat;
  let prepared;
  try {
    prepared = await api.get("web_app/prepared", { id });
  } catch {
    return frame.send("prepared_message_failed", { error: "MESSAGE_EXPIRED" });
  }
  const { result } = prepared;
  const words = result.input_message_content?.message_text ?? result.caption ?? result.title ?? result.type;
  const allowed = await askPermission(frame, "Share this message?", { body: [h("blockquote.preview", {}, words)], yes: "Share" });
  if (!allowed) return frame.send("prepared_message_failed", { error: "USER_DECLINED" });
  await api.post("web_app/share", { id });
  return frame.send("prepared_message_sent");
}

async function shareStory(frame, { media_url: url, text = "", widget_link: link }) {
  if (!/^https?:/.test(url ?? "")) return "ignored: media_url must be an http URL";
  await openDialog({
    title: "Share to story", text, name: "story", signal: frame.closing.signal,
    body: [h("img.story", { src: url, alt: "Picture for the story" }), link ? h("p", {}, `${link.name ?? ""} ${link.url}`) : null],
    actions: [{ id: "ok", text: "Done", kind: "primary" }],
  });
  return "shown, not published; clients do not answer";
}

async function download(frame, { url, file_name: name }) {
  if (!/^https?:/.test(url ?? "") || !name) return "ignored: url and file_name are required";
  const allowed = await askPermission(frame, `Download ${name}?`, { text: url, yes: "Download" });
  frame.send("file_download_requested", { status: allowed ? "downloading" : "cancelled" });
  if (allowed) h("a", { href: url, download: name, target: "_blank", rel: "noopener" }).click();
  return undefined;
}

async function setEmojiStatus(frame, { custom_emoji_id: id, duration }) {
  if (!/^\d+$/.test(id ?? "")) return frame.send("emoji_status_failed", { error: "SUGGESTED_EMOJI_INVALID" });
  if (duration !== undefined && !(Number(duration) > 0)) return frame.send("emoji_status_failed", { error: "DURATION_INVALID" });
  const allowed = await askPermission(frame, "Set this emoji status?", { text: `Custom emoji ${id}${duration ? ` for ${duration} s` : ""}`, yes: "Set" });
  return allowed ? frame.send("emoji_status_set") : frame.send("emoji_status_failed", { error: "USER_DECLINED" });
}

async function addToHomeScreen(frame) {
  if (!frame.platform.phone) return frame.send("home_screen_failed", { error: "UNSUPPORTED" });
  const allowed = await askPermission(frame, "Add the app to your home screen?", { yes: "Add" });
  if (!allowed) return frame.send("home_screen_failed", { error: "USER_DECLINED" });
  frame.userStorage.set("home", true);
  toast("Added to the home screen (simulated)");
  return frame.send("home_screen_added");
}

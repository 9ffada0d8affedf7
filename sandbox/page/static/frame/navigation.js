// Closing, links, invoices, data for the bot, inline queries.

import { h } from "../dom.js";
import { openDialog, toast } from "../dialogs.js";

const MAX_DATA = 4096; // bytes

export const navigationEvents = {
  web_app_close: { since: "6.0", run: (frame) => frame.close() },
  web_app_open_link: { since: "6.0", run: openLink },
  web_app_open_tg_link: { since: "6.1", run: openTelegramLink },
  web_app_open_invoice: { since: "6.1", run: openInvoice },
  web_app_data_send: { since: "6.0", run: sendData },
  web_app_switch_inline_query: { since: "6.7", run: switchInline },
};

// The browser blocks windows that are not opened by a user action, so the dialog's "Open" link does it.
async function openLink(frame, { url }) {
  if (!/^https?:\/\//i.test(url ?? "")) return `ignored: only http and https URLs are opened: ${url}`;
  if (/^https?:\/\/(t|telegram)\.me\//i.test(url)) return frame.chat.link(url);
  const open = h("a.action.primary", { href: url, target: "_blank", rel: "noopener noreferrer" }, "Open");
  open.addEventListener("click", () => open.closest("dialog").close());
  await openDialog({
    title: "Open a link?", text: url, name: "link", signal: frame.closing.signal,
    body: [open], actions: [{ id: "no", text: "Cancel" }],
  });
  return undefined;
}

async function openTelegramLink(frame, { path_full: path }) {
  if (!path?.startsWith("/")) return `ignored: not a path: ${path}`;
  const { chat } = frame;
  if (frame.supports("7.0")) frame.window.set({ minimised: true });
  else await frame.close();
  return chat.link(`https://t.me${path}`);
}

async function openInvoice(frame, { slug }) {
  if (!slug) return "ignored: no slug";
  if (frame.invoice) return "ignored: an invoice is already open";
  frame.invoice = slug;
  const statuses = await frame.pay({ slug });
  frame.invoice = null;
  for (const status of statuses) frame.send("invoice_closed", { slug, status });
  return undefined;
}

async function sendData(frame, { data }) {
  const { kind, text } = frame.launched;
  if (kind !== "keyboard") return `ignored: only apps opened by a keyboard button may send data, this one was opened by ${kind}`;
  const size = new TextEncoder().encode(data ?? "").length;
  if (!size || size > MAX_DATA) return `ignored: data has ${size} bytes, allowed are 1 to ${MAX_DATA}`;
  const sent = await frame.chat.attempt(() => frame.chat.api.post("web_app/data", { data, button_text: text ?? "App" }));
  if (sent) toast("Data sent to the bot");
  return frame.close();
}

async function switchInline(frame, { query = "", chat_types: types = [] }) {
  const { chat } = frame;
  await frame.close();
  chat.composer.write(`@${chat.state.bot.username} ${query}`);
  return types.length ? "written in this chat; the choice of another chat is not emulated" : undefined;
}

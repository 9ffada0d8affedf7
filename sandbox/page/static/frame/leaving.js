// Ways out of the app: closing, links, invoices, data for the bot, an inline query.

import { h } from "../dom.js";
import { ask, toast } from "../sheets.js";

const DATA_LIMIT = 4096; // bytes

export const leaving = {
  web_app_close: { since: "6.0", run: (frame) => frame.close() },
  web_app_open_link: { since: "6.0", run: openLink },
  web_app_open_tg_link: { since: "6.1", run: openTelegramLink },
  web_app_open_invoice: { since: "6.1", run: openInvoice },
  web_app_data_send: { since: "6.0", run: sendData },
  web_app_switch_inline_query: { since: "6.7", run: switchInline },
};

// A message from the app carries no press of a button, so the browser would block a window opened
// right away: the press on "Open" is what opens it.
async function openLink(frame, { url }) {
  if (!/^https?:\/\//i.test(url ?? "")) return `not opened, http and https only: ${url}`;
  if (/^https?:\/\/(t|telegram)\.me\//i.test(url)) return frame.chat.link(url);
  const open = h("a.action.primary", { href: url, target: "_blank", rel: "noopener noreferrer" }, "Open");
  open.addEventListener("click", () => open.closest("dialog").close());
  await ask({
    title: "The app opens a link", text: url, name: "link", signal: frame.closing.signal,
    body: [open], actions: [{ id: "no", text: "Cancel" }],
  });
  return undefined;
}

async function openTelegramLink(frame, { path_full: path }) {
  if (!path?.startsWith("/")) return `not a path: ${path}`;
  const { chat } = frame;
  if (frame.speaks("7.0")) frame.window.set({ minimised: true });
  else await frame.close();
  return chat.link(`https://t.me${path}`);
}

async function openInvoice(frame, { slug }) {
  if (!slug) return "no slug: ignored";
  if (frame.invoice) return "an invoice is open already: ignored";
  frame.invoice = slug;
  const status = await frame.pay({ slug });
  frame.invoice = null;
  return frame.send("invoice_closed", { slug, status });
}

async function sendData(frame, { data }) {
  const { kind, text } = frame.launched;
  if (kind !== "keyboard") return `only apps opened by a keyboard button may send data, this one came from ${kind}: ignored`;
  const size = new TextEncoder().encode(data ?? "").length;
  if (!size || size > DATA_LIMIT) return `data has ${size} bytes, 1 to ${DATA_LIMIT} are allowed: ignored`;
  const sent = await frame.chat.try(() => frame.chat.api.post("web_app/data", { data, button_text: text ?? "App" }));
  if (sent) toast("Data sent to the bot");
  return frame.close();
}

async function switchInline(frame, { query = "", chat_types: types = [] }) {
  const { chat } = frame;
  await frame.close();
  chat.composer.write(`@${chat.state.bot.username} ${query}`);
  return types.length ? "the sandbox stays in this chat instead of asking for another" : undefined;
}

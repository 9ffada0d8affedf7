// Rendering of a message or an album; `actions` are called on taps.

import { clockTime, h, icon } from "../dom.js";
import { render } from "./entities.js";
import { inlineKeyboard } from "./keyboards.js";

/** Render a single message or the messages of an album. */
export function drawBlock(messages, actions) {
  const [first] = messages;
  const service = serviceText(first);
  if (service) return h("li.service", { id: anchor(first) }, h("span", {}, service));
  const outgoing = first.sandbox?.outgoing;
  const markup = messages.at(-1).reply_markup;
  const bubble = h("div.bubble", {}, parts(messages, actions));
  if (onlyMedia(messages)) bubble.classList.add("media-only");
  return h(
    `li.message.${outgoing ? "out" : "in"}`,
    { id: anchor(first), dataset: { messageId: first.message_id } },
    h("span.visually-hidden", {}, outgoing ? "You: " : "Bot: "),
    bubble,
    markup?.inline_keyboard ? inlineKeyboard(markup, (row, column) => actions.tap(messages.at(-1), row, column)) : null,
    reactions(first),
  );
}

const anchor = (message) => `message-${message.message_id}`;

const SERVICES = [
  ["pinned_message", (m) => `Pinned “${summary(m.pinned_message, 36)}”`],
  ["successful_payment", (m) => `Paid ${m.successful_payment.total_amount} Stars`],
  ["refunded_payment", (m) => `${m.refunded_payment.total_amount} Stars refunded`],
  ["web_app_data", (m) => `Data from “${m.web_app_data.button_text}” was sent to the bot`],
  ["write_access_allowed", () => "The bot may now send you messages"],
  ["new_chat_members", (m) => `${m.new_chat_members.map((u) => u.first_name).join(", ")} joined`],
  ["left_chat_member", (m) => `${m.left_chat_member.first_name} left`],
];

function serviceText(message) {
  return SERVICES.find(([key]) => message[key])?.[1](message);
}

/** Return a short text for a message: for quotes and the pinned bar. */
export function summary(message, most = 90) {
  const text = message?.text || message?.caption;
  if (text) return text.length > most ? `${text.slice(0, most).trimEnd()}…` : text;
  if (message?.photo) return "Photo";
  if (message?.document) return message.document.file_name || "File";
  if (message?.invoice) return message.invoice.title;
  if (message?.contact) return "Contact";
  return message?.location ? "Location" : "Message";
}

function onlyMedia(messages) {
  return messages.every((m) => m.photo && !m.caption) && !messages[0].reply_to_message;
}

function parts(messages, actions) {
  const [first] = messages;
  const withText = messages.find((m) => m.text ?? m.caption) ?? first;
  const words = withText.text ?? withText.caption;
  return [
    first.via_bot ? h("div.via", {}, `via @${first.via_bot.username}`) : null,
    first.forward_origin ? h("div.via", {}, `Forwarded from ${origin(first.forward_origin)}`) : null,
    first.reply_to_message ? quote(first.reply_to_message, actions) : null,
    media(messages, actions),
    words ? h("div.text", { dir: "auto" }, render(words, withText.entities ?? withText.caption_entities, actions)) : null,
    stamp(messages.at(-1)),
  ];
}

function origin(from) {
  return from.sender_user?.first_name || from.sender_user_name || from.chat?.title || "someone";
}

function quote(message, actions) {
  const go = () => actions.jump(message.message_id);
  return h("button.quote", { type: "button", onclick: go }, h("span", {}, summary(message)));
}

function stamp(message) {
  const read = message.sandbox?.outgoing ? icon("check") : null;
  return h(
    "span.stamp",
    {},
    message.sandbox?.pinned ? icon("pin") : null,
    message.edit_date ? h("span.edited", {}, "edited") : null,
    h("time", { dateTime: new Date(message.date * 1000).toISOString() }, clockTime(message.date)),
    read,
  );
}

function media(messages, actions) {
  const photos = messages.filter((m) => m.photo);
  const other = messages.find((m) => MEDIA.some(([key]) => m[key]));
  return [
    photos.length ? h(`div.album.n${Math.min(photos.length, 10)}`, {}, photos.map((m) => photo(m, actions))) : null,
    messages.filter((m) => m.document).map((m) => documentCard(m, actions)),
    other ? MEDIA.find(([key]) => other[key])[1](other, actions) : null,
  ];
}

function photo(message, actions) {
  const size = message.photo.at(-1);
  const image = h("img", {
    src: actions.file(size.file_id),
    width: size.width,
    height: size.height,
    loading: "eager",
    alt: message.caption || "Photo",
  });
  const open = () => actions.view(actions.file(size.file_id), message.caption || "Photo");
  const button = h("button.photo", { type: "button", "aria-label": "Open the photo", onclick: open }, image);
  if (message.has_media_spoiler) button.classList.add("hidden-photo");
  return button;
}

function documentCard(message, actions) {
  const { document: file } = message;
  return h(
    "a.document",
    { href: actions.file(file.file_id, true), download: file.file_name || "file" },
    h("span.document-icon", {}, icon("file")),
    h(
      "span.document-name",
      {},
      h("strong", {}, file.file_name || "File"),
      h("small", {}, [bytes(file.file_size), file.mime_type].filter(Boolean).join(" · ")),
    ),
    icon("download"),
  );
}

/** Format a size. */
export function bytes(size) {
  if (size == null) return "";
  if (size < 1024) return `${size} B`;
  return size < 1048576 ? `${(size / 1024).toFixed(1)} KB` : `${(size / 1048576).toFixed(1)} MB`;
}

const MEDIA = [
  ["invoice", invoiceCard],
  ["contact", (m) => card("user", `${m.contact.first_name} ${m.contact.last_name ?? ""}`, m.contact.phone_number)],
  ["location", (m) => card("pin", "Location", `${m.location.latitude}, ${m.location.longitude}`)],
];

function card(name, title, detail) {
  return h("div.document", {}, h("span.document-icon", {}, icon(name)),
    h("span.document-name", {}, h("strong", {}, title), h("small", {}, detail)));
}

function invoiceCard(message) {
  const { invoice } = message;
  const amount = `${invoice.total_amount} ${invoice.currency === "XTR" ? "Stars" : invoice.currency}`;
  return h(
    "div.invoice",
    {},
    h("span.invoice-star", {}, icon("star")),
    h("strong", {}, invoice.title),
    h("p", {}, invoice.description),
    h("span.invoice-amount", {}, message.sandbox?.paid ? [icon("check"), `Paid · ${amount}`] : amount),
  );
}

function reactions(message) {
  const given = message.sandbox?.reactions ?? [];
  return given.length ? h("div.reactions", {}, given.map((emoji) => h("span", {}, emoji))) : null;
}

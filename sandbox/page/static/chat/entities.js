// Rendering of text entities. Offsets are in UTF-16 units, like JavaScript string indexes.

import { h, icon } from "../dom.js";

const PLAIN = {
  bold: () => h("strong"),
  italic: () => h("em"),
  underline: () => h("u"),
  strikethrough: () => h("s"),
  code: () => h("code"),
  blockquote: () => h("blockquote"),
  expandable_blockquote: () => expandable(),
  custom_emoji: () => h("span"),
};

/**
 * Render `text` with `entities`; nested ones become nested elements.
 *
 * @param {{link(url: string): void, sendText(text: string): void}} actions called on a tap on a link or command
 */
export function render(text, entities = [], actions) {
  const ordered = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return span(text, 0, text.length, ordered, actions);
}

function span(text, from, to, entities, actions) {
  const nodes = [];
  let at = from;
  let last = null;
  for (let i = 0; i < entities.length; ) {
    const entity = entities[i];
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    let next = i + 1;
    while (next < entities.length && entities[next].offset < end) next += 1;
    if (end > start) {
      if (start > at) nodes.push(between(text.slice(at, start), last, entity));
      const inside = span(text, start, end, entities.slice(i + 1, next), actions);
      nodes.push(wrap(entity, text.slice(start, end), inside, actions));
      at = end;
    }
    i = next;
    last = entity;
  }
  if (at < to) nodes.push(between(text.slice(at, to), last, null));
  return nodes;
}

const BLOCKS = ["pre", "blockquote", "expandable_blockquote"];

// Block elements start a new line, so the line break next to them is not shown.
function between(text, before, after) {
  let shown = text;
  if (BLOCKS.includes(before?.type)) shown = shown.replace(/^\n/, "");
  if (BLOCKS.includes(after?.type)) shown = shown.replace(/\n$/, "");
  return shown;
}

function wrap(entity, raw, inside, actions) {
  const element = PLAIN[entity.type]?.() ?? SPECIAL[entity.type]?.(entity, raw, actions) ?? h("span");
  (element.querySelector?.("[data-content]") ?? element).append(...inside);
  return element;
}

const SPECIAL = {
  pre: (entity) => h("pre", { dataset: entity.language ? { language: entity.language } : {} }),
  spoiler: () => spoiler(),
  url: (_, raw, actions) => link(/^[a-z][a-z0-9+.-]*:/i.test(raw) ? raw : `https://${raw}`, actions),
  text_link: (entity, _, actions) => link(entity.url, actions),
  text_mention: (entity) => h("span.mention", { title: `User ${entity.user?.id}` }),
  email: (_, raw, actions) => link(`mailto:${raw}`, actions),
  phone_number: (_, raw, actions) => link(`tel:${raw.replace(/[^+\d]/g, "")}`, actions),
  mention: (_, raw, actions) => link(`https://t.me/${raw.slice(1)}`, actions),
  bot_command: (_, raw, actions) => h("button.command-link", { type: "button", onclick: () => actions.sendText(raw) }),
  hashtag: () => h("span.mention"),
  cashtag: () => h("span.mention"),
};

const SAFE = /^(https?|mailto|tel|tg):/i;

// The title shows the real URL, as the text of a link may differ from it.
function link(url, actions) {
  if (!SAFE.test(url)) return h("span.mention", { title: `not opened: ${url}` });
  const follow = (event) => {
    event.preventDefault();
    actions.link(url);
  };
  return h("a", { href: url, title: url, rel: "noopener noreferrer", target: "_blank", onclick: follow });
}

function spoiler() {
  const element = h("span.spoiler", { role: "button", tabIndex: 0, "aria-label": "Spoiler, press to show" });
  const show = (event) => {
    if (event.type === "keydown" && !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    element.classList.add("shown");
    element.removeAttribute("aria-label");
  };
  element.addEventListener("click", show);
  element.addEventListener("keydown", show);
  return element;
}

function expandable() {
  const content = h("span", { dataset: { content: "" } });
  const toggle = h("button.quote-toggle", { type: "button", "aria-label": "Expand the quote" }, icon("down"));
  const quote = h("blockquote.expandable", {}, content, toggle);
  toggle.addEventListener("click", () => quote.classList.toggle("open"));
  return quote;
}

// Inline keyboards under messages and the reply keyboard under the composer.

import { h, icon } from "../dom.js";

const KINDS = [
  ["web_app", "app", "opens an app"],
  ["url", "arrow", "opens a link"],
  ["login_url", "arrow", "opens a link"],
  ["copy_text", "copy", "copies text"],
  ["switch_inline_query", "inline", "writes an inline query"],
  ["switch_inline_query_current_chat", "inline", "writes an inline query"],
  ["switch_inline_query_chosen_chat", "inline", "writes an inline query"],
  ["pay", "star", "pays"],
];

/** Create the buttons of a message; `tap(row, column)` resolves when the tap is answered. */
export function inlineKeyboard(markup, tap) {
  const rows = markup.inline_keyboard.map((buttons, row) =>
    h("div.key-row", {}, buttons.map((button, column) => inlineButton(button, () => tap(row, column)))),
  );
  return h("div.inline-keyboard", { role: "group", "aria-label": "Buttons of this message" }, rows);
}

function inlineButton(button, tap) {
  const kind = KINDS.find(([name]) => button[name] !== undefined);
  const mark = kind ? h("span.key-mark", { title: kind[2] }, icon(kind[1])) : null;
  const element = h("button.key", { type: "button" }, h("span.key-text", {}, button.text), mark);
  if (button.style) element.dataset.style = button.style;
  element.addEventListener("click", async () => {
    if (element.getAttribute("aria-busy") === "true") return;
    element.setAttribute("aria-busy", "true");
    try {
      await tap();
    } finally {
      element.removeAttribute("aria-busy");
    }
  });
  return element;
}

/** Create the reply keyboard; `press(row, column, button)` is called on a press. */
export function replyKeyboard(keyboard, press) {
  const rows = keyboard.keyboard.map((buttons, row) =>
    h(
      "div.key-row",
      {},
      buttons.map((button, column) => {
        const mark = { web_app: "app", request_contact: "user", request_location: "arrow" };
        const kind = Object.keys(mark).find((name) => button[name]);
        return h(
          "button.reply-key",
          { type: "button", onclick: () => press(row, column, button) },
          h("span.key-text", {}, typeof button === "string" ? button : button.text),
          kind ? h("span.key-mark", {}, icon(mark[kind])) : null,
        );
      }),
    ),
  );
  const box = h("div.reply-keyboard", { role: "group", "aria-label": "Keyboard of the bot" }, rows);
  if (!keyboard.resize_keyboard) box.classList.add("tall");
  return box;
}

// Dialogs, toasts and menus.

import { fill, h, icon } from "./dom.js";

/**
 * Open a modal dialog and wait for the choice.
 *
 * @param {object} options `title`, `text`, `body` (nodes), `actions` [{id, text, kind}], `name` (for styles)
 * @returns {Promise<string|null>} id of the chosen action, null if dismissed
 */
export function openDialog({ title, text, body = [], actions, name = "", signal }) {
  return new Promise((resolve) => {
    let answer = null;
    const heading = title ? h("h2", { id: `sheet-${crypto.randomUUID()}` }, title) : null;
    const dialog = h("dialog.sheet", { dataset: { name } });
    if (heading) dialog.setAttribute("aria-labelledby", heading.id);
    else dialog.setAttribute("aria-label", text || "Message");
    const choose = (id) => () => {
      answer = id;
      dialog.close();
    };
    const buttons = actions.map(({ id, text: label, kind = "default" }) =>
      h(`button.action.${kind}`, { type: "button", dataset: { id }, onclick: choose(id) }, label),
    );
    dialog.append(
      h("div.sheet-body", {}, heading, text ? h("p.sheet-text", {}, text) : null, body),
      h("div.sheet-actions", {}, buttons),
    );
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    signal?.addEventListener("abort", () => dialog.close(), { once: true });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** Ask for confirmation; resolves to true or false. */
export async function confirm({ yes = "Allow", no = "Cancel", kind = "primary", ...options }) {
  const actions = [{ id: "no", text: no }, { id: "yes", text: yes, kind }];
  return (await openDialog({ ...options, actions })) === "yes";
}

/** Show a message with an OK button. */
export function alert(text, title) {
  return openDialog({ title, text, name: "alert", actions: [{ id: "ok", text: "OK", kind: "primary" }] });
}

let toastTimer;

/** Show a notice for a few seconds. */
export function toast(text, name = null) {
  const place = document.getElementById("toasts");
  const note = h("div.toast", {}, name ? icon(name) : null, h("span", {}, text));
  fill(place, note);
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => note.remove(), 3500);
}

/** Open a menu at a button; `items` are [{text, icon, onclick, checked}]. */
export function menu(anchor, label, items) {
  const box = h("div.menu", { role: "menu", popover: "auto", "aria-label": label });
  box.append(
    ...items.filter(Boolean).map((item) =>
      h(
        "button.menu-item",
        {
          type: "button",
          role: item.checked === undefined ? "menuitem" : "menuitemradio",
          "aria-checked": item.checked === undefined ? null : String(item.checked),
          onclick: () => {
            box.hidePopover();
            item.onclick();
          },
        },
        item.icon ? icon(item.icon) : null,
        h("span", {}, item.text, item.detail ? h("small", {}, item.detail) : null),
        item.checked ? icon("check") : null,
      ),
    ),
  );
  box.addEventListener("keydown", (event) => moveFocus(box, event));
  box.addEventListener("toggle", (event) => {
    if (event.newState === "closed") {
      box.remove();
      anchor.setAttribute("aria-expanded", "false");
    }
  });
  document.body.append(box);
  box.showPopover();
  anchor.setAttribute("aria-expanded", "true");
  place(box, anchor);
  box.querySelector("button")?.focus();
}

function moveFocus(box, event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = [...box.querySelectorAll("button")];
  const next = items.indexOf(document.activeElement) + step;
  items.at(next % items.length).focus();
}

function place(box, anchor) {
  const at = anchor.getBoundingClientRect();
  const { width, height } = box.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.right - width, innerWidth - width - 8));
  const below = at.bottom + 6 + height < innerHeight;
  box.style.setProperty("left", `${left}px`);
  box.style.setProperty("top", `${below ? at.bottom + 6 : Math.max(8, at.top - height - 6)}px`);
}

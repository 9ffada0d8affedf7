// User, language, Stars, deep links, blocking and reset.

import { fill, h } from "../dom.js";
import { confirm, toast } from "../dialogs.js";

const LANGUAGES = ["en", "ru", "uk", "de", "es", "fr", "pt-br", "it", "tr", "ar", "fa", "hi", "id", "zh-hans", "ja", "ko"];

export class UserTab {
  name = "Users";

  constructor({ chat, switchTo }) {
    this.chat = chat;
    this.switchTo = switchTo;
    this.root = h("div.stack");
    chat.listeners.add((name) => ["state", "user"].includes(name) && this.show());
  }

  show() {
    const { state } = this.chat;
    if (!state) return;
    fill(this.root, this.users(state), this.language(state), this.stars(state), this.links(state), this.reset(state));
  }

  users({ users, user, chats = [], chat }) {
    const userSelect = select("User", users.map((u) => [u.id, `${u.first_name} (${u.id})`]), user.id, (id) => this.switchTo({ user: Number(id) }));
    const chatSelect = select("Chat", chats.map((c) => [c.id, c.title || "Private chat with the bot"]), chat.id, (id) => this.switchTo({ user: user.id, chat: Number(id) }));
    const add = form("New user", "First name", "Add", async (name) => {
      const added = await this.chat.attempt(() => this.chat.api.post("users", { first_name: name }));
      if (added) await this.switchTo({ user: added.user.id });
    });
    return section("User and chat", userSelect, chats.length > 1 ? chatSelect : null, add);
  }

  language({ user }) {
    const current = user.language_code ?? ""; // Telegram need not send one
    const known = LANGUAGES.includes(current) ? LANGUAGES : [current, ...LANGUAGES];
    return section("Language",
      select("Language", known.map((code) => [code, code ? `${code} · ${languageName(code)}` : "not set"]), current, (code) =>
        this.chat.attempt(() => this.chat.api.post("users", { id: user.id, first_name: user.first_name, language_code: code }))));
  }

  stars({ stars, bot_stars: botStars }) {
    return section("Stars",
      h("p.hint", {}, `Balance of the user: ${stars}, of the bot: ${botStars ?? 0}.`),
      form("Set the balance", "Stars", "Set", (text) => this.chat.attempt(() => this.chat.api.post("stars", { stars: Number(text) })), "number"));
  }

  links({ bot, user }) {
    return section("Links",
      form("Start with a payload", `t.me/${bot.username}?start=`, "Start", (payload) => this.chat.start(payload)),
      form("Open the app with a payload", `t.me/${bot.username}?startapp=`, "Open", (payload) =>
        this.chat.openApp({ kind: "direct", start_param: payload })),
      h("div.row", {},
        h("button.small", { type: "button", onclick: () => this.chat.openApp({ kind: "direct" }) }, "Open the app"),
        h("button.small", { type: "button", onclick: () => this.chat.attempt(() => this.chat.api.post(user.blocked ? "unblock" : "block")) },
          user.blocked ? "Unblock the bot" : "Block the bot")));
  }

  reset({ bot }) {
    const reader = bot.reader ? `Updates are received by ${bot.reader}` : "No bot is receiving updates";
    const confirmReset = async () => {
      const confirmed = await confirm({ title: "Reset this bot?", text: "All messages, users and balances of this bot return to their initial state.", yes: "Reset", kind: "danger" });
      if (confirmed && (await this.chat.attempt(() => this.chat.api.post("reset")))) toast("The bot was reset");
    };
    return section("State",
      h("p.hint", {}, `${reader}. Pending updates: ${bot.pending_update_count}.`),
      h("button.small.danger", { type: "button", onclick: confirmReset }, "Reset"));
  }
}

function languageName(code) {
  try {
    return new Intl.DisplayNames(["en"], { type: "language" }).of(code);
  } catch {
    return code;
  }
}

/** Create a titled section of the panel. */
export function section(title, ...children) {
  return h("section.part", {}, h("h2", {}, title), children);
}

/** Create a labelled select; `options` are [value, text]. */
export function select(label, options, value, choose) {
  const element = h("select.field", { "aria-label": label, onchange: (event) => choose(event.target.value) },
    options.map(([id, text]) => h("option", { value: String(id), selected: String(id) === String(value) }, text)));
  return h("label.labelled", {}, h("span", {}, label), element);
}

/** Create a form with one field and one button; `submit` gets the text. */
export function form(label, placeholder, action, submit, type = "text") {
  const input = h("input.field", { type, placeholder, "aria-label": label, required: true });
  const send = (event) => {
    event.preventDefault();
    submit(input.value.trim());
    input.value = "";
  };
  return h("form.row", { onsubmit: send }, input, h("button.small", { type: "submit" }, action));
}

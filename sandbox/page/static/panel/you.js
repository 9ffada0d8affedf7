// Who I am in this chat: user, language, Stars, blocking; and links into the chat.

import { fill, h } from "../dom.js";
import { confirm, toast } from "../sheets.js";

const LANGUAGES = ["en", "ru", "uk", "de", "es", "fr", "pt-br", "it", "tr", "ar", "fa", "hi", "id", "zh-hans", "ja", "ko"];

export class You {
  name = "You";

  constructor({ chat, switchTo }) {
    this.chat = chat;
    this.switchTo = switchTo;
    this.root = h("div.stack");
    chat.listeners.add((name) => ["state", "user"].includes(name) && this.show());
  }

  show() {
    const { state } = this.chat;
    if (!state) return;
    fill(this.root, this.who(state), this.language(state), this.stars(state), this.links(state), this.world(state));
  }

  who({ users, user, chats = [], chat }) {
    const people = select("User", users.map((u) => [u.id, `${u.first_name} (${u.id})`]), user.id, (id) => this.switchTo({ user: Number(id) }));
    const places = select("Chat", chats.map((c) => [c.id, c.title || "Private chat with the bot"]), chat.id, (id) => this.switchTo({ user: user.id, chat: Number(id) }));
    const add = form("New user", "First name", "Add", async (name) => {
      const made = await this.chat.try(() => this.chat.api.post("users", { first_name: name }));
      if (made) await this.switchTo({ user: made.user.id });
    });
    return section("Person", people, chats.length > 1 ? places : null, add);
  }

  language({ user }) {
    const known = LANGUAGES.includes(user.language_code) ? LANGUAGES : [user.language_code, ...LANGUAGES];
    return section("Language of the user's Telegram",
      select("Language", known.map((code) => [code, `${code} · ${languageName(code)}`]), user.language_code, (code) =>
        this.chat.try(() => this.chat.api.post("users", { id: user.id, first_name: user.first_name, language_code: code }))));
  }

  stars({ stars, bot_stars: botStars }) {
    return section("Stars",
      h("p.hint", {}, `You have ${stars}, the bot has ${botStars ?? 0}.`),
      form("Set the balance", "Stars", "Set", (text) => this.chat.try(() => this.chat.api.post("stars", { stars: Number(text) })), "number"));
  }

  links({ bot, user }) {
    return section("Links",
      form("Start with a payload", `t.me/${bot.username}?start=`, "Start", (payload) => this.chat.start(payload)),
      form("Open the app with a payload", `t.me/${bot.username}?startapp=`, "Open", (payload) =>
        this.chat.openApp({ kind: "direct", start_param: payload })),
      h("div.row", {},
        h("button.small", { type: "button", onclick: () => this.chat.openApp({ kind: "direct" }) }, "Open the app"),
        h("button.small", { type: "button", onclick: () => this.chat.try(() => this.chat.api.post(user.blocked ? "unblock" : "block")) },
          user.blocked ? "Unblock the bot" : "Block the bot")));
  }

  world({ bot }) {
    const reader = bot.reader ? `The bot reads by ${bot.reader}` : "No bot is reading";
    const again = async () => {
      const sure = await confirm({ title: "Begin anew?", text: "Every message, user and Star of this bot goes back to the start.", yes: "Reset", kind: "danger" });
      if (sure && (await this.chat.try(() => this.chat.api.post("reset")))) toast("The world was reset");
    };
    return section("World",
      h("p.hint", {}, `${reader}; ${waiting(bot.pending_update_count)} for it.`),
      h("button.small.danger", { type: "button", onclick: again }, "Reset everything"));
  }
}

const waiting = (count) => (count === 0 ? "no update waits" : count === 1 ? "one update waits" : `${count} updates wait`);

function languageName(code) {
  try {
    return new Intl.DisplayNames(["en"], { type: "language" }).of(code);
  } catch {
    return code;
  }
}

/** A titled part of the panel. */
export function section(title, ...children) {
  return h("section.part", {}, h("h2", {}, title), children);
}

/** A labelled choice; `options` are [value, text]. */
export function select(label, options, value, choose) {
  const element = h("select.field", { "aria-label": label, onchange: (event) => choose(event.target.value) },
    options.map(([id, text]) => h("option", { value: String(id), selected: String(id) === String(value) }, text)));
  return h("label.labelled", {}, h("span", {}, label), element);
}

/** One field and one button; `submit` gets the text. */
export function form(label, placeholder, action, submit, type = "text") {
  const input = h("input.field", { type, placeholder, "aria-label": label, required: true });
  const send = (event) => {
    event.preventDefault();
    submit(input.value.trim());
    input.value = "";
  };
  return h("form.row", { onsubmit: send }, input, h("button.small", { type: "submit" }, action));
}

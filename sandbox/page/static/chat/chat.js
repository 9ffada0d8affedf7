// The chat of one user with one bot: reads the state, follows events, acts for the person.

import { Api } from "../api.js";
import { fill, h, icon } from "../dom.js";
import { alert, confirm, toast } from "../sheets.js";
import { Composer } from "./composer.js";
import { Log } from "./log.js";
import { summary } from "./message.js";
import { pay } from "./pay.js";

const ANSWER_PATIENCE = 15000; // ms a button shows progress for a bot that never answers
const ACTION_TIME = 5000; // ms a chat action is shown, as Telegram says

const ACTIONS = {
  typing: "typing …", upload_photo: "sending a photo …", upload_document: "sending a file …",
  choose_sticker: "choosing a sticker …", find_location: "looking for a location …",
};

const byId = (id) => document.getElementById(id);

export class Chat {
  /** `open` opens a mini-app: ({kind, url, start_param, text}) => void. `listeners` hear every event. */
  constructor({ openApp }) {
    this.openApp = openApp;
    this.listeners = new Set();
    this.answers = new Map();
    this.composer = new Composer(byId("composer"), {
      send: (what) => this.send(what),
      press: (row, column, button) => this.press(row, column, button),
      inline: (query, offset) => this.api.post("inline", { query, offset }),
      choose: (queryId, resultId) => this.try(() => this.api.post("inline/choose", { query_id: queryId, result_id: resultId })),
      inlineButton: (button) => this.inlineButton(button),
      openMenuApp: (button) => this.openApp({ kind: "menu", url: button.web_app.url, text: button.text }),
    });
    this.log = new Log(byId("scroller"), byId("to-end"), {
      tap: (message, row, column) => this.tap(message, row, column),
      link: (url) => this.link(url),
      say: (text) => this.send({ text }),
      file: (id, download) => this.api.file(id, download),
      view: (src, alt) => this.view(src, alt),
    });
    byId("to-end").append(icon("down"));
    byId("start").addEventListener("click", () => this.start());
    byId("unblock").addEventListener("click", () => this.try(() => this.api.post("unblock")));
    byId("pinned").addEventListener("click", () => this.log.jump(this.state.pinned.at(-1)));
  }

  /** Open the chat as a user; a running one is left first. */
  async open({ user, chat, bot, payload }) {
    this.stop?.();
    this.payload = payload ?? "";
    this.api = new Api({ user, chat, bot });
    await this.reload();
    this.stop = this.api.watch(
      this.state.last_event_id,
      (name, data) => this.onEvent(name, data),
      (up) => this.showOnline(up),
    );
  }

  async reload() {
    this.state = await this.api.get("state");
    this.log.load(this.state.messages);
    this.show();
    this.tell("state", this.state);
  }

  async refresh() {
    const { messages, ...rest } = await this.api.get("state");
    this.state = { ...this.state, ...rest };
    this.show();
    this.tell("state", this.state);
  }

  tell(name, data) {
    for (const listener of this.listeners) listener(name, data);
  }

  show() {
    const { bot, user, chat, pinned } = this.state;
    const name = bot.name || bot.first_name;
    document.title = `${name} · sandbox`;
    byId("bot-name").textContent = chat.title || name;
    fill(byId("bot-avatar"), initials(chat.title || name));
    this.showStatus();
    this.composer.show(this.state);
    const empty = this.log.messages.size === 0;
    const isPrivate = chat.type === "private";
    const offer = isPrivate && !user.blocked && (empty || Boolean(this.payload));
    byId("start-bar").hidden = !offer;
    byId("blocked-bar").hidden = !user.blocked;
    byId("composer").hidden = offer || user.blocked;
    byId("start").textContent = this.payload ? `START · ${this.payload}` : "START";
    this.showAbout(empty);
    this.showPinned(pinned.at(-1));
  }

  showAbout(empty) {
    const { bot } = this.state;
    byId("about").hidden = !empty;
    const asleep = !bot.reader;
    fill(byId("about"),
      h("span.avatar.big", { "aria-hidden": "true" }, initials(bot.name || bot.first_name)),
      h("h2", {}, "What can this bot do?"),
      h("p", {}, bot.description || bot.short_description || "Press START to begin. Nobody outside this sandbox sees what you write."),
      asleep ? h("p.about-note", {}, `No bot is reading yet. Start one with the token that ends in …${bot.token_tail}.`) : null);
  }

  showPinned(id) {
    const message = this.log.messages.get(id);
    byId("pinned").hidden = !message;
    if (message)
      fill(byId("pinned"), icon("pin"), h("span", {}, h("strong", {}, "Pinned message"), h("span", {}, summary(message))));
  }

  showStatus(text) {
    const { bot } = this.state;
    const { online = true } = this;
    byId("bot-status").textContent = !online ? "connecting …" : text || (bot.username ? `bot · @${bot.username}` : "bot");
    byId("bot-status").classList.toggle("busy", Boolean(text) || !online);
  }

  showOnline(up) {
    this.online = up;
    this.showStatus();
  }

  onEvent(name, data) {
    if (data.chat === undefined || data.chat === this.state.chat.id) HANDLERS[name]?.(this, data);
    this.tell(name, data);
  }

  onAction(action) {
    clearTimeout(this.acting);
    this.showStatus(ACTIONS[action] ?? `${action.replaceAll("_", " ")} …`);
    this.acting = setTimeout(() => this.showStatus(), ACTION_TIME);
  }

  onMessage(message) {
    const empty = this.log.messages.size === 0;
    this.log.put(message);
    if (!message.sandbox?.outgoing) {
      clearTimeout(this.acting);
      this.showStatus();
    }
    if (empty) this.show();
    if (this.state.pinned.at(-1) === message.message_id) this.showPinned(message.message_id);
  }

  /** Do something with the sandbox; a refusal becomes a notice. Resolves to the answer or null. */
  async try(act) {
    try {
      return await act();
    } catch (error) {
      toast(error.message);
      return null;
    }
  }

  send(what) {
    return this.try(() => this.api.post("send", what));
  }

  async start(payload = this.payload) {
    const sent = await this.try(() => this.api.post("start", payload ? { payload } : {}));
    if (sent) this.payload = "";
    this.show();
  }

  async tap(message, row, column) {
    const todo = await this.try(() => this.api.post("tap", { message_id: message.message_id, row, column }));
    if (todo) await TODO[todo.action]?.(this, todo);
  }

  async press(row, column, button) {
    const todo = await this.try(() => this.api.post("keyboard", { row, column }));
    if (todo) await TODO[todo.action]?.(this, { text: button.text, ...todo });
  }

  /** Wait for answerCallbackQuery, which may have come before the tap's own reply. */
  async answered({ query_id: id }) {
    const answer = await new Promise((resolve) => {
      const early = this.answers.get(id);
      this.answers.delete(id);
      if (early?.text !== undefined) resolve(early);
      else this.answers.set(id, resolve);
      setTimeout(() => resolve(null), ANSWER_PATIENCE);
    });
    this.answers.delete(id);
    if (!answer) return;
    if (answer.url) await this.link(answer.url);
    if (answer.text && answer.show_alert) await alert(answer.text, this.state.bot.name);
    else if (answer.text) toast(answer.text);
  }

  onAnswer(answer) {
    const waiting = this.answers.get(answer.query_id);
    if (typeof waiting === "function") waiting(answer);
    else this.answers.set(answer.query_id, { text: null, ...answer });
  }

  /** Follow a link: t.me links of the bot act here, others open in a new tab. */
  async link(url) {
    const telegram = /^(https?:\/\/(www\.)?(t|telegram)\.me\/|tg:)/i.test(url);
    const todo = telegram ? await this.try(() => this.api.post("link", { url })) : { action: "url", url };
    if (todo?.action === "url") window.open(todo.url, "_blank", "noopener,noreferrer");
    else if (todo) await TODO[todo.action]?.(this, todo);
  }

  async inlineButton(button) {
    if (button.web_app) this.openApp({ kind: "inline", url: button.web_app.url, text: button.text });
    else await this.start(button.start_parameter);
  }

  async share(what, question) {
    if (await confirm({ title: question, yes: "Share" })) await this.send(what);
  }

  view(src, alt) {
    const dialog = h("dialog.viewer", { "aria-label": alt }, h("img", { src, alt }));
    dialog.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }
}

const TODO = {
  callback: (chat, todo) => chat.answered(todo),
  url: (chat, { url }) => chat.link(url),
  web_app: (chat, todo) => chat.openApp(todo),
  launch: (chat, todo) => chat.openApp(todo),
  start: (chat, { payload }) => chat.start(payload),
  invoice: (chat, { slug }) => pay(chat.api, { slug }),
  pay: (chat, { message_id: id }) => pay(chat.api, { message_id: id }),
  switch_inline_query: (chat, { query }) => chat.composer.write(`@${chat.state.bot.username} ${query}`),
  request_contact: (chat) => chat.share({ contact: true }, "Share your phone number with the bot?"),
  request_location: (chat) =>
    chat.share({ location: { latitude: 52.52, longitude: 13.405 } }, "Share a location (Berlin) with the bot?"),
  async copy_text(_, { text }) {
    await navigator.clipboard?.writeText(text).catch(() => null);
    toast(`Copied: ${text}`, "copy");
  },
};

const HANDLERS = {
  message: (chat, { message }) => chat.onMessage(message),
  edited: (chat, { message }) => chat.onMessage(message),
  deleted: (chat, { message_ids: ids }) => {
    chat.log.remove(ids);
    chat.show();
  },
  pinned(chat, { pinned }) {
    chat.state.pinned = pinned;
    chat.showPinned(pinned.at(-1));
  },
  keyboard(chat, { keyboard }) {
    chat.state.keyboard = keyboard;
    chat.composer.show(chat.state);
  },
  callback_answer: (chat, data) => chat.onAnswer(data),
  chat_action: (chat, { action }) => chat.onAction(action),
  commands: (chat) => chat.refresh(),
  menu_button: (chat) => chat.refresh(),
  profile: (chat) => chat.refresh(),
  user(chat, { user }) {
    if (user.id === chat.state.user.id) chat.refresh();
  },
  call(chat) {
    if (!chat.state.bot.reader) chat.refresh(); // a bot has begun to read
  },
  reset: (chat) => chat.reload(),
};

/** One or two letters for an avatar. */
export function initials(name = "") {
  return name.split(/\s+/).slice(0, 2).map((word) => [...word][0] ?? "").join("").toUpperCase() || "?";
}

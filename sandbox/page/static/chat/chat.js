// The chat of one user with one bot: state, events and the user's actions.

import { Api } from "../api.js";
import { fill, h, icon } from "../dom.js";
import { alert, confirm, toast } from "../dialogs.js";
import { Composer } from "./composer.js";
import { Log } from "./log.js";
import { summary } from "./message.js";
import { pay } from "./pay.js";

const ANSWER_TIMEOUT = 15000; // ms until a button stops showing progress
const ACTION_TIME = 5000; // ms a chat action is shown, as in Telegram

const ACTIONS = {
  typing: "typing …", upload_photo: "sending a photo …", upload_document: "sending a file …",
  choose_sticker: "choosing a sticker …", find_location: "looking for a location …",
};

const byId = (id) => document.getElementById(id);

export class Chat {
  /** `openApp({kind, url, start_param, text})` opens a mini-app. `listeners` are called with each event. */
  constructor({ openApp }) {
    this.openApp = openApp;
    this.listeners = new Set();
    this.answers = new Map();
    this.composer = new Composer(byId("composer"), {
      send: (content) => this.send(content),
      press: (row, column, button) => this.press(row, column, button),
      inline: (query, offset) => this.api.post("inline", { query, offset }),
      choose: (queryId, resultId) => this.attempt(() => this.api.post("inline/choose", { query_id: queryId, result_id: resultId })),
      inlineButton: (button) => this.inlineButton(button),
      openMenuApp: (button) => this.openApp({ kind: "menu", url: button.web_app.url, text: button.text }),
    });
    this.log = new Log(byId("scroller"), byId("to-end"), {
      tap: (message, row, column) => this.tap(message, row, column),
      link: (url) => this.link(url),
      sendText: (text) => this.send({ text }),
      file: (id, download) => this.api.file(id, download),
      view: (src, alt) => this.view(src, alt),
    });
    byId("to-end").append(icon("down"));
    byId("start").addEventListener("click", () => this.start());
    byId("unblock").addEventListener("click", () => this.attempt(() => this.api.post("unblock")));
    byId("pinned").addEventListener("click", () => this.log.jump(this.state.pinned.at(-1)));
  }

  /** Open the chat as a user; an open one is closed first. */
  async open({ user, chat, bot, payload }) {
    this.stop?.();
    this.payload = payload ?? "";
    this.api = new Api({ user, chat, bot });
    await this.reload();
    this.stop = this.api.subscribe(
      this.state.last_event_id,
      (name, data) => this.onEvent(name, data),
      (online) => this.showOnline(online),
    );
  }

  async reload() {
    this.state = await this.api.get("state");
    this.log.load(this.state.messages);
    this.show();
    this.notify("state", this.state);
  }

  async refresh() {
    const { messages, ...rest } = await this.api.get("state");
    this.state = { ...this.state, ...rest };
    this.show();
    this.notify("state", this.state);
  }

  notify(name, data) {
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
    const showStart = isPrivate && !user.blocked && (empty || Boolean(this.payload));
    byId("start-bar").hidden = !showStart;
    byId("blocked-bar").hidden = !user.blocked;
    byId("composer").hidden = showStart || user.blocked;
    byId("start").textContent = this.payload ? `START · ${this.payload}` : "START";
    this.showAbout(empty);
    this.showPinned(pinned.at(-1));
  }

  showAbout(empty) {
    const { bot } = this.state;
    byId("about").hidden = !empty;
    const noReader = !bot.reader;
    fill(byId("about"),
      h("span.avatar.big", { "aria-hidden": "true" }, initials(bot.name || bot.first_name)),
      h("h2", {}, "What can this bot do?"),
      h("p", {}, bot.description || bot.short_description || "Press START to begin. Messages stay inside this sandbox."),
      noReader ? h("p.about-note", {}, `No bot is receiving updates. Start one with the token ending in …${bot.token_tail}.`) : null);
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

  showOnline(online) {
    this.online = online;
    this.showStatus();
  }

  onEvent(name, data) {
    if (data.chat === undefined || data.chat === this.state.chat.id) HANDLERS[name]?.(this, data);
    this.notify(name, data);
  }

  onAction(action) {
    clearTimeout(this.actionTimer);
    this.showStatus(ACTIONS[action] ?? `${action.replaceAll("_", " ")} …`);
    this.actionTimer = setTimeout(() => this.showStatus(), ACTION_TIME);
  }

  onMessage(message) {
    const empty = this.log.messages.size === 0;
    this.log.put(message);
    if (!message.sandbox?.outgoing) {
      clearTimeout(this.actionTimer);
      this.showStatus();
    }
    if (empty) this.show();
    if (this.state.pinned.at(-1) === message.message_id) this.showPinned(message.message_id);
  }

  /** Run a request; an error is shown as a toast. Resolves to the answer or null. */
  async attempt(action) {
    try {
      return await action();
    } catch (error) {
      toast(error.message);
      return null;
    }
  }

  send(content) {
    return this.attempt(() => this.api.post("send", content));
  }

  async start(payload = this.payload) {
    const sent = await this.attempt(() => this.api.post("start", payload ? { payload } : {}));
    if (sent) this.payload = "";
    this.show();
  }

  async tap(message, row, column) {
    const action = await this.attempt(() => this.api.post("tap", { message_id: message.message_id, row, column }));
    if (action) await CLIENT_ACTIONS[action.action]?.(this, action);
  }

  async press(row, column, button) {
    const action = await this.attempt(() => this.api.post("keyboard", { row, column }));
    if (action) await CLIENT_ACTIONS[action.action]?.(this, { text: button.text, ...action });
  }

  /** Wait for answerCallbackQuery, which may arrive before the answer of the tap request. */
  async showCallbackAnswer({ query_id: id }) {
    const answer = await new Promise((resolve) => {
      const early = this.answers.get(id);
      this.answers.delete(id);
      if (early?.text !== undefined) resolve(early);
      else this.answers.set(id, resolve);
      setTimeout(() => resolve(null), ANSWER_TIMEOUT);
    });
    this.answers.delete(id);
    if (!answer) return;
    if (answer.url) await this.link(answer.url);
    if (answer.text && answer.show_alert) await alert(answer.text, this.state.bot.name);
    else if (answer.text) toast(answer.text);
  }

  onAnswer(answer) {
    const resolve = this.answers.get(answer.query_id);
    if (typeof resolve === "function") resolve(answer);
    else this.answers.set(answer.query_id, { text: null, ...answer });
  }

  /** Open a link: t.me links of the bot are handled here, others open in a new tab. */
  async link(url) {
    const telegram = /^(https?:\/\/(www\.)?(t|telegram)\.me\/|tg:)/i.test(url);
    const action = telegram ? await this.attempt(() => this.api.post("link", { url })) : { action: "url", url };
    if (action?.action === "url") window.open(action.url, "_blank", "noopener,noreferrer");
    else if (action) await CLIENT_ACTIONS[action.action]?.(this, action);
  }

  async inlineButton(button) {
    if (button.web_app) this.openApp({ kind: "inline", url: button.web_app.url, text: button.text });
    else await this.start(button.start_parameter);
  }

  async share(content, question) {
    if (await confirm({ title: question, yes: "Share" })) await this.send(content);
  }

  view(src, alt) {
    const dialog = h("dialog.viewer", { "aria-label": alt }, h("img", { src, alt }));
    dialog.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }
}

const CLIENT_ACTIONS = {
  callback: (chat, action) => chat.showCallbackAnswer(action),
  url: (chat, { url }) => chat.link(url),
  web_app: (chat, action) => chat.openApp(action),
  launch: (chat, action) => chat.openApp(action),
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
    if (!chat.state.bot.reader) chat.refresh(); // a bot has started to receive updates
  },
  reset: (chat) => chat.reload(),
};

/** Return one or two letters for an avatar. */
export function initials(name = "") {
  return name.split(/\s+/).slice(0, 2).map((word) => [...word][0] ?? "").join("").toUpperCase() || "?";
}

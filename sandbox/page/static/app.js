// Entry point: creates chat, debug panel and mini-app frame, and keeps their common settings.

import { Chat, initials } from "./chat/chat.js";
import { pay } from "./chat/pay.js";
import { fill, h, iconButton } from "./dom.js";
import { Frame } from "./frame/frame.js";
import { Panel } from "./panel/panel.js";
import { menu, toast } from "./dialogs.js";
import { load, save, signal } from "./store.js";

const params = new URLSearchParams(location.search);
const dark = matchMedia("(prefers-color-scheme: dark)");

const theme = signal(load("theme", "auto"));
const resolvedTheme = () => (theme.get() === "auto" ? (dark.matches ? "dark" : "light") : theme.get());
const settings = signal({
  platform: "ios", version: "9.1", ...load("app-settings", {}), ...fromQuery("platform", "version"),
});

function fromQuery(...names) {
  return Object.fromEntries(names.filter((name) => params.has(name)).map((name) => [name, params.get(name)]));
}

const chat = new Chat({ openApp: (app) => frame.launch(app) });
const frame = new Frame(document.getElementById("miniapp"), { chat, settings, resolvedTheme, pay: (invoice) => pay(chat.api, invoice) });
const panel = new Panel(document.getElementById("panel"), { chat, frame, settings, switchTo });

async function switchTo({ user, chat: chatId, payload }) {
  await frame.close();
  const selectors = { user: user ?? undefined, chat: chatId ?? undefined, bot: params.get("bot") ?? undefined };
  history.replaceState(null, "", `?${new URLSearchParams(JSON.parse(JSON.stringify(selectors)))}`);
  try {
    await chat.open({ ...selectors, payload });
  } catch (error) {
    toast(error.message);
    // After a restart of the sandbox added users are unknown: continue as the first user.
    if (error.code === "not_found" && user) return switchTo({ payload });
  }
  save("user", chat.state?.user.id ?? null);
  renderTools();
  return undefined;
}

function setTheme(choice) {
  theme.set(choice);
  save("theme", choice);
  applyTheme();
}

function applyTheme() {
  if (document.documentElement.dataset.theme !== resolvedTheme()) document.documentElement.dataset.theme = resolvedTheme();
  frame.themeChanged();
  renderTools();
}

function renderTools() {
  const user = chat.state?.user;
  const userButton = h("button.user-button", { type: "button", "aria-haspopup": "menu", "aria-label": `User: ${user?.first_name}, ${user?.language_code}. Switch user` },
    h("span.avatar.small", { "aria-hidden": "true" }, initials(user?.first_name)), h("span.user-language", {}, user?.language_code ?? ""));
  userButton.addEventListener("click", () => menu(userButton, "Users", users()));
  const themeButton = iconButton({ auto: "auto", light: "sun", dark: "moon" }[theme.get()], "Theme", { "aria-haspopup": "menu" });
  themeButton.addEventListener("click", () => menu(themeButton, "Theme", themes()));
  const panelButton = iconButton("panel", "Debug panel", { "aria-expanded": String(panel.isOpen()), onclick: () => togglePanel() });
  fill(document.getElementById("tools"), user ? userButton : null, themeButton, panelButton);
}

const users = () =>
  chat.state.users.map((user) => ({
    text: user.first_name, detail: [user.language_code, user.is_premium && "premium", user.blocked && "blocked the bot"].filter(Boolean).join(" · "),
    checked: user.id === chat.state.user.id, onclick: () => switchTo({ user: user.id }),
  }));

const themes = () =>
  [["auto", "System", "auto"], ["light", "Light", "sun"], ["dark", "Dark", "moon"]].map(([id, text, name]) => ({
    text, icon: name, checked: theme.get() === id, onclick: () => setTheme(id),
  }));

function togglePanel() {
  panel.toggle();
  renderTools();
  frame.resized();
}

dark.addEventListener("change", applyTheme);
settings.listen((value) => save("app-settings", value));
chat.listeners.add((name) => ["state", "user"].includes(name) && renderTools());
panel.onClose = togglePanel;
applyTheme();
await switchTo({
  user: Number(params.get("user")) || load("user", null), chat: params.get("chat"), payload: params.get("start"),
});
document.documentElement.dataset.ready = "true"; // tests and screenshots wait for this
if (params.has("startapp")) frame.launch({ kind: "direct", start_param: params.get("startapp") });

// Puts the page together: chat, panel and mini-app frame, and the choices that hold for all three.

import { Chat, initials } from "./chat/chat.js";
import { pay } from "./chat/pay.js";
import { fill, h, iconButton } from "./dom.js";
import { Frame } from "./frame/frame.js";
import { Panel } from "./panel/panel.js";
import { menu, toast } from "./sheets.js";
import { recall, remember, signal } from "./store.js";

const params = new URLSearchParams(location.search);
const dark = matchMedia("(prefers-color-scheme: dark)");

const theme = signal(recall("theme", "auto"));
const shade = () => (theme.get() === "auto" ? (dark.matches ? "dark" : "light") : theme.get());
const settings = signal({
  platform: "ios", version: "9.1", ...recall("app-settings", {}), ...chosen("platform", "version"),
});

function chosen(...names) {
  return Object.fromEntries(names.filter((name) => params.has(name)).map((name) => [name, params.get(name)]));
}

const chat = new Chat({ openApp: (what) => frame.launch(what) });
const frame = new Frame(document.getElementById("miniapp"), { chat, settings, shade, pay: (which) => pay(chat.api, which) });
const panel = new Panel(document.getElementById("panel"), { chat, frame, settings, switchTo });

async function switchTo({ user, chat: chatId, payload }) {
  await frame.close();
  const wanted = { user: user ?? undefined, chat: chatId ?? undefined, bot: params.get("bot") ?? undefined };
  history.replaceState(null, "", `?${new URLSearchParams(JSON.parse(JSON.stringify(wanted)))}`);
  try {
    await chat.open({ ...wanted, payload });
  } catch (error) {
    toast(error.message);
    // A restarted sandbox knows nobody whom somebody added before: go on as the first user.
    if (error.code === "not_found" && user) return switchTo({ payload });
  }
  remember("user", chat.state?.user.id ?? null);
  showTools();
  return undefined;
}

function setTheme(choice) {
  theme.set(choice);
  remember("theme", choice);
  applyTheme();
}

function applyTheme() {
  if (document.documentElement.dataset.theme !== shade()) document.documentElement.dataset.theme = shade();
  frame.themeChanged();
  showTools();
}

function showTools() {
  const user = chat.state?.user;
  const who = h("button.who", { type: "button", "aria-haspopup": "menu", "aria-label": `You are ${user?.first_name}, ${user?.language_code}. Switch user` },
    h("span.avatar.small", { "aria-hidden": "true" }, initials(user?.first_name)), h("span.who-language", {}, user?.language_code ?? ""));
  who.addEventListener("click", () => menu(who, "Users", users()));
  const look = iconButton({ auto: "auto", light: "sun", dark: "moon" }[theme.get()], "Theme", { "aria-haspopup": "menu" });
  look.addEventListener("click", () => menu(look, "Theme", themes()));
  const open = iconButton("panel", "Debug panel", { "aria-expanded": String(panel.isOpen()), onclick: () => togglePanel() });
  fill(document.getElementById("tools"), user ? who : null, look, open);
}

const users = () =>
  chat.state.users.map((user) => ({
    text: user.first_name, detail: [user.language_code, user.is_premium && "premium", user.blocked && "blocked the bot"].filter(Boolean).join(" · "),
    checked: user.id === chat.state.user.id, onclick: () => switchTo({ user: user.id }),
  }));

const themes = () =>
  [["auto", "Like the system", "auto"], ["light", "Light", "sun"], ["dark", "Dark", "moon"]].map(([id, text, name]) => ({
    text, icon: name, checked: theme.get() === id, onclick: () => setTheme(id),
  }));

function togglePanel() {
  panel.toggle();
  showTools();
  frame.resized();
}

dark.addEventListener("change", applyTheme);
settings.listen((value) => remember("app-settings", value));
chat.listeners.add((name) => ["state", "user"].includes(name) && showTools());
panel.onClose = togglePanel;
applyTheme();
await switchTo({
  user: Number(params.get("user")) || recall("user", null), chat: params.get("chat"), payload: params.get("start"),
});
document.documentElement.dataset.ready = "true"; // tests and screenshots wait for this
if (params.has("startapp")) frame.launch({ kind: "direct", start_param: params.get("startapp") });

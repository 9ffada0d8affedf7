// Messages in the chosen language, from the same locales/*.ftl as the chat. They are compiled when
// the page is built (build/fluent.ts); here is what the compiled messages call.

import type { MessageName } from "./names.ts";

export type Value = string | number;
export type Values = Readonly<Record<string, Value>>;
export type Message = string | ((values: Values, tools: Tools) => string);
export type Messages = Readonly<Record<string, Message>>;

export interface Tools {
  /** A number as the language writes it; a string as it is. */
  n(value: Value | undefined, options?: Intl.NumberFormatOptions): string;
  /** The variant for an exact value, a plural category or a name. */
  s(value: Value | undefined, variants: Readonly<Record<string, () => string>>, standard: string): string;
  /** Another message. */
  r(message: Message | undefined, values: Values): string;
}

export const LANGUAGES = ["en", "ru"] as const;
export type Language = (typeof LANGUAGES)[number];

const LOADERS: Readonly<Record<Language, () => Promise<{ default: Messages }>>> = {
  en: () => import("@locales/en.ftl"),
  ru: () => import("@locales/ru.ftl"),
};

/** The messages that only screens with a file of their own show (LATER in names.ts). */
const LATER: typeof LOADERS = {
  en: () => import("@locales/en.ftl?later"),
  ru: () => import("@locales/ru.ftl?later"),
};

let needsLater = false;
let messages: Messages = {};
let tools: Tools = toolsFor("en");
let current: Language = "en";

/** The language in use. */
export const language = (): Language => current;

/** Fetch the messages of a language; nothing changes yet. */
export async function load(wanted: Language): Promise<Messages> {
  const first = (await LOADERS[wanted]()).default;
  return needsLater ? { ...first, ...(await LATER[wanted]()).default } : first;
}

/** Fetch the messages of screens that are opened later, and use them from now on. */
export async function loadLater(): Promise<void> {
  needsLater = true;
  const wanted = current;
  const { default: later } = await LATER[wanted]();
  // Another language that has come into use meanwhile was loaded with these messages.
  if (wanted === current) messages = { ...messages, ...later };
}

/** Use a language whose messages have been loaded. */
export function use(wanted: Language, loaded: Messages): void {
  messages = loaded;
  tools = toolsFor(wanted);
  current = wanted;
  document.documentElement.lang = wanted;
}

/** The message with its values filled in. A name without a message is shown as it is. */
export function t(name: MessageName, values: Values = {}): string {
  const message = messages[name];
  return message === undefined ? name : typeof message === "string" ? message : message(values, tools);
}

/** The first wish that is a known language (`ru-RU` is Russian), else English. */
export function languageFor(...wishes: readonly (string | null | undefined)[]): Language {
  for (const wish of wishes) {
    const short = wish?.toLowerCase().split(/[-_]/)[0];
    const found = LANGUAGES.find((known) => known === short);
    if (found) return found;
  }
  return "en";
}

/** What compiled messages need, for one language. */
export function toolsFor(wanted: Language): Tools {
  const plural = new Intl.PluralRules(wanted);
  const own: Tools = {
    n: (value, options) =>
      typeof value === "number" ? new Intl.NumberFormat(wanted, options).format(value) : (value ?? ""),
    s(value, variants, standard) {
      const exact = variants[String(value)];
      const name = exact || typeof value !== "number" ? standard : plural.select(value);
      return (exact ?? variants[name] ?? variants[standard])?.() ?? "";
    },
    r: (message, values) => (typeof message === "function" ? message(values, own) : (message ?? "")),
  };
  return own;
}

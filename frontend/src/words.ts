// The words of the chosen language, from the same locales/*.ftl as the chat. They are compiled at
// build time (build/fluent.ts); here is what the compiled messages call.

export type Value = string | number;
export type Values = Readonly<Record<string, Value>>;
export type Word = string | ((values: Values, tools: Tools) => string);
export type Words = Readonly<Record<string, Word>>;

export interface Tools {
  /** A number as the language writes it; a string as it is. */
  n(value: Value | undefined, options?: Intl.NumberFormatOptions): string;
  /** The variant for an exact value, a plural category or a name. */
  s(value: Value | undefined, variants: Readonly<Record<string, () => string>>, standard: string): string;
  /** Another message. */
  r(word: Word | undefined, values: Values): string;
}

export type Language = "en" | "ru";
export const LANGUAGES: readonly Language[] = ["en", "ru"];

type Loader = () => Promise<{ default: Words }>;

/** The words of the first screens, and the rest of them, which come with the first later screen. */
const LOADERS: Readonly<Record<Language, readonly [first: Loader, rest: Loader]>> = {
  en: [() => import("@locales/en.ftl?first"), () => import("@locales/en.ftl?rest")],
  ru: [() => import("@locales/ru.ftl?first"), () => import("@locales/ru.ftl?rest")],
};

let whole = false;
let words: Words = {};
let tools: Tools = toolsFor("en");
let current: Language = "en";

/** The language in use. */
export const language = (): Language => current;

/** Fetch a language; nothing changes yet. */
export async function load(wanted: Language): Promise<Words> {
  const [first, rest] = LOADERS[wanted];
  const early = (await first()).default;
  return whole ? { ...early, ...(await rest()).default } : early;
}

/** Know all words from now on, whatever language is spoken by the time that they have come. */
export async function speakWhole(): Promise<void> {
  whole = true;
  for (let known: Language | undefined; known !== current; ) {
    known = current;
    const loaded = await load(known);
    if (known === current) words = loaded;
  }
}

/** Speak a language that has been loaded. */
export function speak(wanted: Language, loaded: Words): void {
  words = loaded;
  tools = toolsFor(wanted);
  current = wanted;
  document.documentElement.lang = wanted;
}

/** The message with its values filled in. A name without a message is shown as it is. */
export function t(name: string, values: Values = {}): string {
  const word = words[name];
  return word === undefined ? name : typeof word === "string" ? word : word(values, tools);
}

/** The language for what Telegram or a person says: `ru-RU` is Russian, anything unknown English. */
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
  const tools: Tools = {
    n: (value, options) => (typeof value === "number" ? new Intl.NumberFormat(wanted, options).format(value) : (value ?? "")),
    s(value, variants, standard) {
      const exact = variants[String(value)];
      const name = exact || typeof value !== "number" ? standard : plural.select(value);
      return (exact ?? variants[name] ?? variants[standard])?.() ?? "";
    },
    r: (word, values) => (typeof word === "function" ? word(values, tools) : (word ?? "")),
  };
  return tools;
}

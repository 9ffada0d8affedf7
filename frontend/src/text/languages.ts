// Which language is used: the one chosen here or in the chat, else Telegram's.

import { readChoice } from "../data/choices.ts";
import { store } from "../data/store.ts";
import type { Launch } from "../telegram/launch.ts";
import { LANGUAGES, type Language, languageFor, load, use } from "./translate.ts";

/** The language in use, for what has to be rendered again when it changes. */
export const spoken = store<Language>("en");

/** The language to start with, known without asking the server. */
export const firstLanguage = (launch: Launch | undefined): Language =>
  (launch && readChoice(launch.user.id, "language", LANGUAGES)) ??
  languageFor(launch?.user.languageCode, navigator.language);

export async function switchLanguage(wanted: Language): Promise<void> {
  use(wanted, await load(wanted));
  spoken.set(wanted);
}

// Which language is spoken: chosen here or in the chat, else Telegram's.

import type { Launch } from "./launch.ts";
import { keepChoice, readChoice } from "./choices.ts";
import type { Session } from "./session.ts";
import { store } from "./store.ts";
import { LANGUAGES, language, languageFor, load, speak, type Language } from "./words.ts";

/** Redraw everything when it changes. */
export const spoken = store<Language>("en");

/** The language to begin with, known without asking anybody. */
export const firstLanguage = (launch: Launch | undefined): Language =>
  (launch && readChoice(launch.user.id, "language", LANGUAGES)) ?? languageFor(launch?.user.languageCode, navigator.language);

export async function speakNow(wanted: Language): Promise<void> {
  speak(wanted, await load(wanted));
  spoken.set(wanted);
}

/** A choice of the person: heard at once, then told to the chat. */
export async function setLanguage(session: Session, wanted: Language): Promise<void> {
  keepChoice(session.launch.user.id, "language", wanted);
  await speakNow(wanted);
  // Without a network it is kept here and told the next time that a language is chosen.
  await session.api.put("/api/preferences", { language: wanted }).catch(() => undefined);
}

/** What was chosen in the chat since; asked once the screen is up. */
export async function followChat(session: Session): Promise<void> {
  const answer = await session.api.get("/api/preferences").catch(() => undefined);
  const chosen = LANGUAGES.find((one) => one === answer?.language);
  if (!chosen) return;
  keepChoice(session.launch.user.id, "language", chosen);
  if (chosen !== language()) await speakNow(chosen);
}

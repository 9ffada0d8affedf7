// The language that a person chooses, on this device and for the chat, and the time zone for the chat.

import { keepChoice, readChoice } from "../data/choices.ts";
import { preferences } from "../data/schemas.ts";
import type { Session } from "../data/session.ts";
import { switchLanguage } from "./languages.ts";
import { LANGUAGES, type Language, language } from "./translate.ts";

type Connection = Pick<Session, "api" | "launch">;

/** A choice of the person: used at once, then sent to the server for the chat. */
export async function chooseLanguage({ api, launch }: Connection, wanted: Language): Promise<void> {
  keepChoice(launch.user.id, "language", wanted);
  keepChoice(launch.user.id, "unsent-language", wanted);
  await switchLanguage(wanted);
  await send({ api, launch }, wanted);
}

/**
 * Send a choice that was made without a network; else follow what was chosen in the chat since. The
 * chat learns the time zone of the device from here: Telegram does not report it to bots.
 */
export async function syncPreferences({ api, launch }: Connection): Promise<void> {
  const unsent = readChoice(launch.user.id, "unsent-language", LANGUAGES);
  if (unsent) return send({ api, launch }, unsent);
  const answer = await api.get("/api/preferences", preferences).catch(() => undefined);
  if (!answer) return;
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  if (timeZone !== answer.timeZone) {
    // A zone that the server does not know is refused; the chat then shows UTC.
    await api.put("/api/preferences", preferences, { timeZone }).catch(() => undefined);
  }
  const chosen = LANGUAGES.find((one) => one === answer.language);
  // A choice made here in the meantime is the newer one.
  if (!chosen || readChoice(launch.user.id, "unsent-language", LANGUAGES)) return;
  keepChoice(launch.user.id, "language", chosen);
  if (chosen !== language()) await switchLanguage(chosen);
}

async function send({ api, launch }: Connection, chosen: Language): Promise<void> {
  const sent = await api.put("/api/preferences", preferences, { language: chosen }).catch(() => undefined);
  // Another choice may have been made since; that one sends itself.
  const waiting = readChoice(launch.user.id, "unsent-language", LANGUAGES);
  if (sent && waiting === chosen) keepChoice(launch.user.id, "unsent-language", undefined);
}

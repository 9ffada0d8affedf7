// A failure as a sentence.

import { explain } from "../data/problems.ts";
import { t } from "./translate.ts";

/** What went wrong, and when to try again if the server said so. */
export function describeProblem(error: unknown): string {
  const { message, timed, seconds } = explain(error);
  if (seconds === undefined) return t(message);
  return timed ? t(timed, { seconds }) : `${t(message)} ${t("page-try-in", { seconds })}`;
}

// Why an action failed, in Telegram's popup.

import { explain } from "../data/problems.ts";
import { popup, showProblem } from "../telegram/dialogs.ts";
import { close } from "../telegram/start.ts";
import { describeProblem } from "../text/problems.ts";
import { t } from "../text/translate.ts";

/** Say in a popup why an action failed, and offer to close the app where it must be opened again. */
export async function troublePopup(title: string, error: unknown): Promise<void> {
  const text = describeProblem(error);
  if (explain(error).remedy !== "reopen") return void (await showProblem(title, text));
  const answer = await popup(title, text, [
    { id: "close", text: t("page-close") },
    { id: "no", type: "cancel" },
  ]);
  if (answer === "close") close();
}

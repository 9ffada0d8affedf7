// The question before a login changes the GoMining account.

import { popup } from "../telegram/dialogs.ts";
import { t } from "../text/translate.ts";

type Question = "page-switch-to-wallet" | "page-switch-to-start";

/** Whether the person wants the other account. */
export async function askToSwitch(question: Question): Promise<boolean> {
  const answer = await popup(t("page-switch"), t(question), [
    { id: "switch", text: t("button-switch-account") },
    { id: "no", type: "cancel" },
  ]);
  return answer === "switch";
}

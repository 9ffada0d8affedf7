// The question before a login changes the GoMining account.

import { popup } from "../telegram/dialogs.ts";
import { t } from "../text/translate.ts";

/** Whether the person wants the other account. */
export async function askToSwitch(): Promise<boolean> {
  const title = t("button-switch-account");
  const answer = await popup(title, t("page-switch-text"), [
    { id: "switch", text: title },
    { id: "no", type: "cancel" },
  ]);
  return answer === "switch";
}

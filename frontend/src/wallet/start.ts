// The login without a wallet, and the question before a login changes the account. Loaded when needed.

import "../data/link-problems.ts";
import type { Api } from "../data/api.ts";
import { isOtherAccount } from "../data/problems.ts";
import { done } from "../data/schemas.ts";
import type { Session } from "../data/session.ts";
import { popup } from "../telegram/dialogs.ts";
import { t } from "../text/translate.ts";

let running: Promise<void> | undefined;

/** Log in, once at a time, unless the person stays in the account of another device's login. */
export function start({ api, entered }: Pick<Session, "api" | "entered">): Promise<void> {
  running ??= attempt(api, false)
    .then((done) => (done ? entered() : undefined))
    .finally(() => {
      running = undefined;
    });
  return running;
}

async function attempt(api: Api, switchAccount: boolean): Promise<boolean> {
  try {
    await api.post("/api/auth/start", done, { switchAccount });
    return true;
  } catch (error) {
    if (!isOtherAccount(error) || switchAccount) throw error;
    return (await askToSwitch()) && attempt(api, true);
  }
}

/** Whether the person wants the other account. */
export async function askToSwitch(): Promise<boolean> {
  const title = t("button-switch-account");
  const answer = await popup(title, t("page-switch-text"), [
    { id: "switch", text: title },
    { id: "no", type: "cancel" },
  ]);
  return answer === "switch";
}

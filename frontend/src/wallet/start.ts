// The login without a wallet. It is loaded by the first tap.

import type { Api } from "../data/api.ts";
import { isOtherAccount } from "../data/problems.ts";
import { done } from "../data/schemas.ts";
import { askToSwitch } from "./switch-account.ts";

/** Log in; false where the person stays in the account that another device has logged in to. */
export async function start(api: Api, switchAccount = false): Promise<boolean> {
  try {
    await api.post("/api/auth/start", done, { switchAccount });
    return true;
  } catch (error) {
    if (!isOtherAccount(error) || switchAccount) throw error;
    return (await askToSwitch()) && start(api, true);
  }
}

// Remove from the device what a login, or a person, has left there.

import { forgetChoices, removeKeys } from "../data/choices.ts";
import { language } from "../text/translate.ts";
import { keysOf } from "./keys.ts";

const PATIENCE = 3000; // ms for a wallet to hear that it is disconnected

/** Disconnect the TON wallet as well; TON Connect is only loaded if there is one to disconnect. */
export async function forgetWallet(user: number): Promise<void> {
  const prefix = keysOf(user);
  try {
    if (!Object.keys(localStorage).some((key) => key.startsWith(prefix))) return;
    const { tonConnect } = await import("./ton.ts");
    const ton = tonConnect({
      user,
      language: language(),
      returnTo: undefined,
      onReport: () => undefined,
      onEnd: () => undefined,
    });
    const disconnected = ton.restored().then(() => ton.disconnect());
    await Promise.race([disconnected, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  } catch {
    // The login has ended; a wallet that cannot be reached is disconnected at the next login.
  }
  removeKeys((key) => key.startsWith(prefix));
}

/** Choices outlive a login, but not a deletion; nor does the name of the last wallet. */
export async function forgetEverything(user: number): Promise<void> {
  await forgetWallet(user);
  forgetChoices(user);
  removeKeys((key) => /^(?:gm:ton-owner$|ton-connect-ui_)/.test(key));
}

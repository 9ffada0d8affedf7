// The login without a wallet as the welcome screen shows it.

import { useState } from "preact/hooks";
import { isOtherAccount } from "../data/problems.ts";
import { done } from "../data/schemas.ts";
import { useSession } from "../data/session.ts";
import { haptic } from "../telegram/haptic.ts";
import { t } from "../text/translate.ts";
import { useOnce } from "../ui/once.ts";
import { askToSwitch } from "./switch-account.ts";

export interface StartView {
  /** Of the button. */
  text: string;
  busy: boolean;
  error: unknown;
  press(): void;
}

export function useStart(): StartView {
  const { api, entered } = useSession();
  const [error, setError] = useState<unknown>(undefined);
  const start = async (switchAccount: boolean): Promise<void> => {
    try {
      await api.post("/api/auth/start", done, { switchAccount });
    } catch (reason) {
      // Another device has logged in with a wallet in the meantime.
      if (!isOtherAccount(reason) || switchAccount) throw reason;
      if (!(await askToSwitch("page-switch-to-start"))) return;
      return start(true);
    }
    haptic.success();
    await entered();
  };
  const [busy, press] = useOnce(async () => {
    setError(undefined);
    try {
      await start(false);
    } catch (reason) {
      haptic.error();
      setError(reason);
    }
  });
  return { text: t("page-start"), busy, error, press };
}

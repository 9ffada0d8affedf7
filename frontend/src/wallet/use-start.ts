// The login without a wallet as the welcome screen shows it.

import { useState } from "preact/hooks";
import { useSession } from "../data/session.ts";
import { describeProblem } from "../text/problems.ts";
import { t } from "../text/translate.ts";

export interface StartView {
  /** Of the button. */
  text: string;
  busy: boolean;
  problem: string | undefined;
  press(): void;
}

export function useStart(): StartView {
  const { api, entered } = useSession();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const press = async (): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      const { start } = await import("./start.ts");
      if (await start(api)) await entered();
    } catch (error) {
      setProblem(describeProblem(error));
    }
    setBusy(false);
  };
  return { text: t("page-start"), busy, problem, press: () => void press() };
}

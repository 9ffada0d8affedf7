// The login without a wallet as the welcome screen shows it.

import { useState } from "preact/hooks";
import { useSession } from "../data/session.ts";
import { haptic } from "../telegram/haptic.ts";
import { describeProblem } from "../text/problems.ts";
import { t } from "../text/translate.ts";
import { useOnce } from "../ui/once.ts";

export interface StartView {
  /** Of the button. */
  text: string;
  busy: boolean;
  problem: string | undefined;
  press(): void;
}

export function useStart(): StartView {
  const { api, entered } = useSession();
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [busy, press] = useOnce(async () => {
    setProblem(undefined);
    try {
      const { start } = await import("./start.ts");
      if (!(await start(api))) return;
      haptic.success();
      await entered();
    } catch (error) {
      haptic.error();
      setProblem(describeProblem(error));
    }
  });
  return { text: t("page-start"), busy, problem, press };
}

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
  const session = useSession();
  const [state, setState] = useState<Pick<StartView, "busy" | "problem">>({ busy: false, problem: undefined });
  const finish = (error?: unknown): void =>
    setState({ busy: false, problem: error ? describeProblem(error) : undefined });
  const press = (): void => {
    setState({ busy: true, problem: undefined });
    import("./start.ts").then(({ start }) => start(session)).then(() => finish(), finish);
  };
  return { text: t("page-start"), ...state, press };
}

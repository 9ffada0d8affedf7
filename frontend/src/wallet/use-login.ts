// The wallet login as a screen shows it. TON Connect and login.ts are loaded by the first tap.

import { useEffect, useRef, useState } from "preact/hooks";
import { type Session, useSession } from "../data/session.ts";
import { onScheme } from "../telegram/appearance.ts";
import { haptic } from "../telegram/haptic.ts";
import { botLink } from "../telegram/links.ts";
import { onVisible } from "../telegram/start.ts";
import { describeProblem } from "../text/problems.ts";
import { language, t } from "../text/translate.ts";
import type { Login, Step } from "./login.ts";
import type { Ton, WalletFault } from "./ton.ts";

export interface LoginView {
  /** Of the main button. */
  text: string;
  busy: boolean;
  /** TON Connect's window is open. */
  choosing: boolean;
  problem: string | undefined;
  press(): void;
}

type State = Step | { step: "loading" } | { step: "refused"; fault: WalletFault };

const BUSY: ReadonlySet<State["step"]> = new Set(["loading", "preparing", "checking", "other"]);

interface Attempt {
  ton: Ton;
  login: Login;
}

export function useLogin(): LoginView {
  const session = useSession();
  const [state, setState] = useState<State>({ step: "idle" });
  const running = useRef<Attempt | undefined>(undefined);

  useEffect(() => {
    const ignore = onVisible((visible) => visible && void running.current?.login.renew());
    return () => {
      ignore();
      running.current?.login.end();
    };
  }, []);

  const follow = (next: State): void => {
    setState(next);
    if (next.step === "other") void decide(running.current?.login);
    if (next.step === "failed" || next.step === "refused") haptic.error();
    if (next.step !== "done") return;
    haptic.success();
    void session.entered();
  };
  const connect = async (): Promise<void> => {
    setState({ step: "loading" });
    try {
      running.current ??= await prepare(session, follow);
      const { ton, login } = running.current;
      // A wallet of an earlier visit has no proof for this login: it is asked again.
      if (await ton.restored()) await ton.disconnect();
      const began = login.begin();
      await ton.open();
      await began;
    } catch (error) {
      setState({ step: "failed", error });
    }
  };
  return { ...describe(state), press: () => void connect() };
}

async function decide(login: Login | undefined): Promise<void> {
  const { askToSwitch } = await import("./start.ts");
  if (await askToSwitch()) await login?.switchAccount();
  else await login?.keepAccount();
}

/** Load TON Connect and tie it to a login. */
async function prepare(session: Session, follow: (state: State) => void): Promise<Attempt> {
  const [{ tonConnect, walletFault }, { Login }] = await Promise.all([import("./ton.ts"), import("./login.ts")]);
  const ton = tonConnect({
    user: session.launch.user.id,
    language: language(),
    returnTo: botLink(),
    onReport: (reported) => void login.report(reported),
    onEnd: (error) => {
      const fault = walletFault(error);
      login.end(fault ? undefined : error);
      if (fault) follow({ step: "refused", fault });
    },
  });
  const login = new Login(session.api, ton, follow);
  onScheme((dark) => ton.setDark(dark));
  return { ton, login };
}

function describe(state: State): Omit<LoginView, "press"> {
  const { step } = state;
  return {
    busy: BUSY.has(step),
    choosing: step === "waiting",
    text: t(buttonOf(step)),
    problem: problemOf(state),
  };
}

function buttonOf(step: State["step"]) {
  if (step === "checking") return "page-checking";
  return step === "failed" || step === "refused" ? "page-connect-again" : "page-connect";
}

function problemOf(state: State): string | undefined {
  if (state.step === "failed") return describeProblem(state.error);
  if (state.step !== "refused") return undefined;
  return t(state.fault === "network" ? "page-error-network" : "page-error-refused");
}

// Before the login: what this is, and the one step to take. The login and TON Connect are loaded by that step.

import { useEffect, useRef, useState } from "preact/hooks";
import type { Login, Step } from "../login.ts";
import { useSession } from "../session.ts";
import { useStore } from "../store.ts";
import { haptic, onShade, onVisible } from "../telegram.ts";
import type { Ton } from "../ton.ts";
import { language, t } from "../words.ts";
import { explain } from "../errors.ts";
import { Icon, type IconName } from "../ui/icons.tsx";
import { useMainButton } from "../ui/telegram.ts";

const POINTS: readonly (readonly [IconName, string, string])[] = [
  ["overview", "page-point-income", "page-point-income-text"],
  ["wallet", "page-point-payout", "page-point-payout-text"],
  ["shield", "page-point-safe", "page-point-safe-text"],
];

export function WelcomeScreen() {
  const { access } = useSession();
  const ended = useStore(access) === "ended";
  const [{ problem, busy, text, choosing }, connect] = useLogin();
  // While TON Connect's window is open, it is the one thing to act on.
  useMainButton(choosing ? undefined : { text, busy, press: connect });
  return (
    <main class="welcome">
      <div class="emblem" aria-hidden="true">
        <Icon name="bolt" />
      </div>
      <h1>{t("page-welcome")}</h1>
      <p class="lead">{ended ? t("error-expired") : t("page-welcome-text")}</p>
      <ul class="points">
        {POINTS.map(([icon, title, note]) => (
          <li key={title}>
            <span class="row-icon">
              <Icon name={icon} />
            </span>
            <div>
              <h2>{t(title)}</h2>
              <p>{t(note)}</p>
            </div>
          </li>
        ))}
      </ul>
      <div class="notice" role="status" aria-live="polite">
        {problem && <p class="trouble-line">{problem}</p>}
      </div>
    </main>
  );
}

interface Shown {
  text: string;
  busy: boolean;
  choosing: boolean;
  problem: string | undefined;
}

/** Drives the login: loads TON Connect on the first tap and follows its steps. */
function useLogin(): readonly [Shown, () => void] {
  const session = useSession();
  const [step, setStep] = useState<Step | { step: "loading" }>({ step: "idle" });
  const [wallet, setWallet] = useState<"refused" | "network">();
  const running = useRef<{ ton: Ton; login: Login } | undefined>(undefined);

  useEffect(() => {
    onVisible((visible) => visible && void running.current?.login.renew());
    return () => running.current?.login.end();
  }, []);

  const follow = (next: Step): void => {
    setStep(next);
    if (next.step === "failed") haptic.error();
    if (next.step !== "done") return;
    haptic.success();
    void session.entered();
  };

  const prepare = async (): Promise<{ ton: Ton; login: Login }> => {
    if (running.current) return running.current;
    const [{ tonConnect, walletFault }, { login }] = await Promise.all([import("../ton.ts"), import("../login.ts")]);
    const ton = tonConnect({
      user: session.launch.user.id,
      language: language(),
      returnTo: botLink(),
      onReport: (reported) => void running.current?.login.report(reported),
      onEnd: (error) => {
        const fault = walletFault(error);
        setWallet(fault);
        running.current?.login.end(fault ? undefined : error);
        if (fault) haptic.error();
      },
    });
    onShade((dark) => ton.setShade(dark));
    running.current = { ton, login: login(session.api, ton, follow) };
    return running.current;
  };

  const connect = async (): Promise<void> => {
    setStep({ step: "loading" });
    setWallet(undefined);
    try {
      const { ton, login: attempt } = await prepare();
      // A wallet of an earlier visit has no proof for this login: it is asked again.
      if (await ton.restored()) await ton.disconnect();
      const began = attempt.begin();
      await ton.open();
      await began;
    } catch (error) {
      setStep({ step: "failed", error });
    }
  };

  const busy = step.step === "loading" || step.step === "preparing" || step.step === "checking";
  return [
    {
      busy,
      choosing: step.step === "waiting",
      text: t(step.step === "checking" ? "page-checking" : step.step === "failed" || wallet ? "page-connect-again" : "page-connect"),
      problem: wallet ? t(wallet === "network" ? "page-error-network" : "page-error-refused") : step.step === "failed" ? t(explain(step.error).message, { seconds: 5 }) : undefined,
    },
    () => void (busy || connect()),
  ];
}

/** The bot's own link, which the server writes into the page. */
export function botLink(): string | undefined {
  const name = document.querySelector<HTMLMetaElement>('meta[name="telegram-bot"]')?.content;
  return name ? `https://t.me/${name}` : undefined;
}

// Before the login: what this app is, and the ways to begin.

import "./welcome.css";
import { useSession } from "../data/session.ts";
import { useStore } from "../data/store.ts";
import { useBackButton, useMainButton } from "../telegram/hooks.ts";
import { loginWays } from "../telegram/links.ts";
import type { MessageName } from "../text/names.ts";
import { t } from "../text/translate.ts";
import { Action } from "../ui/action.tsx";
import { Icon, type IconName } from "../ui/icons.tsx";
import { useLogin } from "../wallet/use-login.ts";
import { useStart } from "../wallet/use-start.ts";

const POINTS: readonly (readonly [IconName, MessageName, MessageName])[] = [
  ["overview", "page-point-income", "page-point-income-text"],
  ["wallet", "page-point-payout", "page-point-payout-text"],
  ["shield", "page-point-safe", "page-point-safe-text"],
];

export function WelcomeScreen() {
  const { access, nav } = useSession();
  const ended = useStore(access) === "ended";
  // A user who wants to buy comes here on the way, and may turn back.
  useBackButton(nav.place.get().stack.at(-1)?.name === "review" ? nav.back : undefined);
  const views = { wallet: useLogin(), start: useStart() };
  const { wallet, start } = views;
  const ways = loginWays();
  const [main, second] = ways.map((way) => views[way]);
  const busy = wallet.busy || start.busy;
  const problem = wallet.problem ?? start.problem;
  // While TON Connect's window is open, it is the one thing to act on.
  useMainButton(main && !wallet.choosing ? { ...main, busy } : undefined);
  return (
    <main class="welcome">
      <div class="emblem" aria-hidden="true">
        <Icon name="bolt" />
      </div>
      <h1>{t("page-welcome")}</h1>
      {ended && <p class="lead">{t("error-expired")}</p>}
      {!ended && ways.includes("wallet") && <p class="lead">{t("page-welcome-text")}</p>}
      <Points />
      <Action onPress={() => nav.to("shop")}>{t("page-see-shop")}</Action>
      <div class="problem" role="status" aria-live="polite">
        {problem && <p class="trouble-line">{problem}</p>}
      </div>
      {second && (
        <Action busy={busy} onPress={second.press}>
          {second.text}
        </Action>
      )}
    </main>
  );
}

const Points = () => (
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
);

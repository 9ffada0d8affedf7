// Before the login: what this app is, and the ways to begin.

import "./welcome.css";
import { useSession } from "../data/session.ts";
import { useStore } from "../data/store.ts";
import { useMainButton } from "../telegram/hooks.ts";
import { loginWays, type Way } from "../telegram/links.ts";
import type { MessageName } from "../text/names.ts";
import { t } from "../text/translate.ts";
import { Action } from "../ui/action.tsx";
import { Icon, type IconName } from "../ui/icons.tsx";
import { TroubleLine } from "../ui/trouble.tsx";
import { useLogin } from "../wallet/use-login.ts";
import { useStart } from "../wallet/use-start.ts";

const POINTS: readonly (readonly [IconName, MessageName, MessageName])[] = [
  ["overview", "page-point-income", "page-point-income-text"],
  ["wallet", "page-point-payout", "page-point-payout-text"],
  ["shield", "page-point-safe", "page-point-safe-text"],
];

export function WelcomeScreen() {
  const { access } = useSession();
  const ended = useStore(access) === "ended";
  const wallet = useLogin();
  const start = useStart();
  const ways = loginWays();
  const buttons = ways.map((way) => (way === "start" ? start : wallet));
  const busy = wallet.busy || start.busy;
  const [main, second] = buttons;
  // While TON Connect's window is open, it is the one thing to act on.
  useMainButton(main && !wallet.choosing ? { text: main.text, busy, press: main.press } : undefined);
  return (
    <main class="welcome">
      <div class="emblem" aria-hidden="true">
        <Icon name="bolt" />
      </div>
      <h1>{t("page-welcome")}</h1>
      <p class="lead">{t(ended ? "error-expired" : leadOf(ways))}</p>
      <Points />
      <div class="problem" role="status" aria-live="polite">
        {wallet.problem && <p class="trouble-line">{wallet.problem}</p>}
      </div>
      {start.error !== undefined && <TroubleLine error={start.error} />}
      {second && (
        <Action busy={busy} onPress={second.press}>
          {second.text}
        </Action>
      )}
    </main>
  );
}

function leadOf(ways: readonly Way[]): MessageName {
  if (!ways.includes("start")) return "page-welcome-text";
  return ways.includes("wallet") ? "page-welcome-ways" : "page-welcome-start";
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

// Before the login: what this app is, and the one step to take.

import "./welcome.css";
import { useSession } from "../data/session.ts";
import { useStore } from "../data/store.ts";
import { useMainButton } from "../telegram/hooks.ts";
import type { MessageName } from "../text/names.ts";
import { t } from "../text/translate.ts";
import { Action } from "../ui/action.tsx";
import { Icon, type IconName } from "../ui/icons.tsx";
import { useLogin } from "../wallet/use-login.ts";

const POINTS: readonly (readonly [IconName, MessageName, MessageName])[] = [
  ["overview", "page-point-income", "page-point-income-text"],
  ["wallet", "page-point-payout", "page-point-payout-text"],
  ["shield", "page-point-safe", "page-point-safe-text"],
];

export function WelcomeScreen() {
  const { access, nav } = useSession();
  const ended = useStore(access) === "ended";
  const { problem, busy, text, choosing, press } = useLogin();
  // While TON Connect's window is open, it is the one thing to act on.
  useMainButton(choosing ? undefined : { text, busy, press });
  return (
    <main class="welcome">
      <div class="emblem" aria-hidden="true">
        <Icon name="bolt" />
      </div>
      <h1>{t("page-welcome")}</h1>
      <p class="lead">{t(ended ? "error-expired" : "page-welcome-text")}</p>
      <Points />
      <Action onPress={() => nav.to("shop")}>{t("page-see-shop")}</Action>
      <div class="problem" role="status" aria-live="polite">
        {problem && <p class="trouble-line">{problem}</p>}
      </div>
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

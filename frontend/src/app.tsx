// The app: which screen is shown, what is around it, and what keeps it fresh.

import { useCallback, useEffect, useLayoutEffect } from "preact/hooks";
import type { Place, ScreenName } from "./data/places.ts";
import { type Session, SessionProvider, useSession } from "./data/session.ts";
import { useStore } from "./data/store.ts";
import { PUSHED_SCREENS, TAB_SCREENS } from "./routes.tsx";
import { OverviewScreen } from "./screens/overview.tsx";
import { WelcomeScreen } from "./screens/welcome.tsx";
import { setSettingsButton } from "./telegram/buttons.ts";
import { useBackButton } from "./telegram/hooks.ts";
import { close, onVisible, reload } from "./telegram/start.ts";
import { syncPreferences } from "./text/language-choice.ts";
import { spoken } from "./text/languages.ts";
import { t } from "./text/translate.ts";
import { Action } from "./ui/action.tsx";
import { Boundary } from "./ui/boundary.tsx";
import { Message } from "./ui/message.tsx";
import { OfflineBanner } from "./ui/offline.tsx";
import { Pull } from "./ui/pull.tsx";
import { Tabs } from "./ui/tabs.tsx";

const MINUTE = 60_000;
/** The screens that need no login, besides the shop. */
const OPEN: ReadonlySet<ScreenName> = new Set(["offer", "order", "orders", "privacy", "settings"]);

export function App({ session }: { session: Session }) {
  useStore(spoken);
  return (
    <SessionProvider value={session}>
      <Access />
    </SessionProvider>
  );
}

/** What may be seen, by whether there is a login. */
function Access() {
  const session = useSession();
  const access = useStore(session.access);
  const place = useStore(session.nav.place);
  useEffect(() => startUp(session), [session]);
  const top = place.stack.at(-1);
  if (access === "reopen") return <Reopen />;
  if (access === "unknown") return <Waiting />;
  if (access === "in") return <Screens place={place} tabs />;
  const isOpen = top ? OPEN.has(top.name) : place.tab === "shop";
  if (isOpen) return <Screens place={place} tabs={false} />;
  return (
    <div class="page alone">
      <OfflineBanner />
      <WelcomeScreen />
    </div>
  );
}

function startUp(session: Session): () => void {
  const hideSettings = setSettingsButton(() => session.nav.open({ name: "settings" }));
  const ignoreVisible = onVisible((visible) => visible && session.freshen(MINUTE));
  void session.overview.refresh().then(() => syncPreferences(session));
  import("./data/orders.ts").then(({ ordersOf }) => ordersOf(session).refresh()).catch(() => undefined);
  return () => {
    hideSettings();
    ignoreVisible();
  };
}

/** Nothing is known yet: the shape of the portfolio, or why it does not come. */
const Waiting = () => (
  <div class="page">
    <OfflineBanner />
    <main>
      <OverviewScreen />
    </main>
  </div>
);

function Screens({ place, tabs }: { place: Place; tabs: boolean }) {
  const { nav, refresh, clearCache } = useSession();
  const top = place.stack.at(-1);
  const Screen = top ? PUSHED_SCREENS[top.name] : TAB_SCREENS[place.tab];
  const key = top ? `${top.name} ${top.id ?? ""}` : place.tab;
  const leave = useCallback(() => nav.to("overview"), [nav]);
  // Without tabs, Back leads from a tab to what comes before the login.
  useBackButton(top ? nav.pressBack : tabs ? undefined : leave);
  // biome-ignore lint/correctness/useExhaustiveDependencies: every new place has a position of its own
  useLayoutEffect(() => window.scrollTo(0, nav.position()), [place, nav]);
  const reset = (): void => {
    clearCache();
    reload();
  };
  return (
    <div class={top ? "page pushed" : "page"}>
      <OfflineBanner />
      <Pull refresh={refresh} />
      <main key={key} class="screen">
        <Boundary onReset={reset}>
          <Screen id={top?.id ?? ""} />
        </Boundary>
      </main>
      {tabs && <Tabs current={place.tab} />}
    </div>
  );
}

const Reopen = () => (
  <main class="page alone">
    <Message title={t("page-reopen")} text={t("page-error-reopen")}>
      <Action kind="strong" onPress={close}>
        {t("page-close")}
      </Action>
    </Message>
  </main>
);

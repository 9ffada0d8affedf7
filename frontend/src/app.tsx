// The shell: which screen is shown, what lies around it, and what keeps it fresh.

import type { ComponentChildren, ComponentType } from "preact";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { followChat, spoken } from "./languages.ts";
import { TABS, type Place, type Screen, type Tab } from "./nav.ts";
import { OverviewScreen, Skeleton } from "./screens/overview.tsx";
import { WelcomeScreen } from "./screens/welcome.tsx";
import { SessionProvider, useSession, type Session } from "./session.ts";
import { useStore } from "./store.ts";
import { close, haptic, onVisible, setSettingsButton } from "./telegram.ts";
import { speakWhole, t } from "./words.ts";
import { Header } from "./ui/header.tsx";
import { Icon } from "./ui/icons.tsx";
import { OfflineBanner } from "./ui/offline.tsx";
import { Action } from "./ui/parts.tsx";
import { usePull } from "./ui/pull.tsx";
import { useBackButton } from "./ui/telegram.ts";

const MINUTE = 60_000;

export function App({ session }: { session: Session }) {
  useStore(spoken);
  return (
    <SessionProvider value={session}>
      <Inside />
    </SessionProvider>
  );
}

function Inside() {
  const session = useSession();
  const access = useStore(session.access);
  useEffect(() => {
    setSettingsButton(() => session.nav.open({ name: "settings" }));
    onVisible((visible) => visible && session.access.get() === "in" && void session.overview.freshen(MINUTE));
    void session.overview.refresh().then(() => followChat(session));
  }, [session]);
  const place = useStore(session.nav.place);
  const top = place.stack.at(-1);
  if (access === "reopen") return <Reopen />;
  if (access === "unknown") return <Waiting />;
  if (access === "in" || top?.name === "privacy" || top?.name === "settings") return <Screens place={place} tabs={access === "in"} />;
  return (
    <div class="page alone">
      <OfflineBanner />
      <WelcomeScreen />
    </div>
  );
}

/** Nothing is known yet: the shape of the portfolio, or why it does not come. */
function Waiting() {
  const { overview } = useSession();
  const view = useStore(overview.view);
  return (
    <div class="page">
      <OfflineBanner />
      <main>{view.error ? <OverviewScreen /> : <><Header title={t("page-overview")} view={view} /><Skeleton /></>}</main>
    </div>
  );
}

function Screens({ place, tabs }: { place: Place; tabs: boolean }) {
  const { nav, overview, miners, income } = useSession();
  const top = place.stack.at(-1);
  const pull = usePull(async () => {
    const more = top ? [] : place.tab === "miners" ? [miners] : place.tab === "income" ? [income] : [];
    await Promise.all([overview, ...more].map((one) => one.refresh()));
  });
  useLayoutEffect(() => window.scrollTo(0, nav.wanted()), [place, nav]);
  const name = top?.name ?? place.tab;
  return (
    <div class={top ? "page pushed" : "page"}>
      <OfflineBanner />
      {pull}
      <main key={`${name} ${top && "id" in top ? top.id : ""}`} class="screen">
        {top ? <Pushed screen={top} /> : <TabScreen tab={place.tab} />}
      </main>
      {tabs && !top && <Tabs current={place.tab} />}
    </div>
  );
}

function TabScreen({ tab }: { tab: Tab }) {
  switch (tab) {
    case "overview":
      return <OverviewScreen />;
    case "miners":
      return <Later load={async () => (await import("./screens/miners.tsx")).MinersScreen} props={{}} />;
    case "income":
      return <Later load={async () => (await import("./screens/income.tsx")).IncomeScreen} props={{}} />;
    case "wallet":
      return <Later load={async () => (await import("./screens/wallet.tsx")).WalletScreen} props={{}} />;
  }
}

function Pushed({ screen }: { screen: Screen }) {
  const { nav } = useSession();
  // A form decides for itself what going back means.
  const own = screen.name === "bitcoin";
  return (
    <>
      {!own && <Back press={nav.back} />}
      <PushedScreen screen={screen} />
    </>
  );
}

function Back({ press }: { press(): void }) {
  useBackButton(press);
  return null;
}

function PushedScreen({ screen }: { screen: Screen }) {
  switch (screen.name) {
    case "miner":
      return <Later load={async () => (await import("./screens/miners.tsx")).MinerScreen} props={{ id: screen.id }} />;
    case "day":
      return <Later load={async () => (await import("./screens/income.tsx")).DayScreen} props={{ date: screen.date }} />;
    case "calculator":
      return <Later load={async () => (await import("./screens/calculator.tsx")).CalculatorScreen} props={{}} />;
    case "incentives":
      return <Later load={async () => (await import("./screens/incentives.tsx")).IncentivesScreen} props={{}} />;
    case "bitcoin":
      return <Later load={async () => (await import("./screens/bitcoin.tsx")).BitcoinScreen} props={{}} />;
    case "settings":
      return <Later load={async () => (await import("./screens/settings.tsx")).SettingsScreen} props={{}} />;
    case "privacy":
      return <Later load={async () => (await import("./screens/privacy.tsx")).PrivacyScreen} props={{}} />;
  }
}

const loaded = new Map<string, ComponentType<never>>();

/** A screen of its own file, fetched with its words when it is first opened and there at once from then on. */
function Later<P extends object>({ load, props }: { load(): Promise<ComponentType<P>>; props: P }) {
  const key = load.toString();
  const [, redraw] = useState(0);
  const [failed, setFailed] = useState(false);
  const Found = loaded.get(key) as ComponentType<P> | undefined;
  const fetchIt = (): void => {
    setFailed(false);
    Promise.all([load(), speakWhole()]).then(
      ([found]) => (loaded.set(key, found as ComponentType<never>), redraw((count) => count + 1)),
      () => setFailed(true),
    );
  };
  useEffect(() => {
    if (!Found) fetchIt();
  }, [key]);
  if (Found) return <Found {...props} />;
  return failed ? <Sorry onRetry={fetchIt} /> : null;
}

const Sorry = ({ onRetry }: { onRetry(): void }) => (
  <Message title={t("page-error-offline")}>
    <Action onPress={onRetry}>{t("button-again")}</Action>
  </Message>
);

function Tabs({ current }: { current: Tab }) {
  const { nav } = useSession();
  const go = (tab: Tab): void => {
    haptic.select();
    nav.to(tab);
  };
  return (
    <nav class="tabs" aria-label={t("page-sections")}>
      {TABS.map((tab) => (
        <button key={tab} type="button" aria-current={tab === current ? "page" : undefined} onClick={() => go(tab)}>
          <Icon name={tab} />
          <span>{t(TAB_NAMES[tab])}</span>
        </button>
      ))}
    </nav>
  );
}

const TAB_NAMES: Readonly<Record<Tab, string>> = {
  overview: "page-overview",
  miners: "page-miners",
  income: "page-income",
  wallet: "page-wallet",
};

function Message({ title, text, children }: { title: string; text?: string; children?: ComponentChildren }) {
  return (
    <div class="message" role="alert">
      <h1>{title}</h1>
      {text && <p>{text}</p>}
      {children}
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

/** Somebody opened the address in a browser. */
export function Outside({ bot }: { bot: string | undefined }) {
  useStore(spoken);
  return (
    <main class="page alone">
      <Message title={t("page-outside")} text={t("page-outside-text")}>
        {bot && (
          <a class="action strong" href={bot}>
            {t("page-open-bot")}
          </a>
        )}
      </Message>
    </main>
  );
}

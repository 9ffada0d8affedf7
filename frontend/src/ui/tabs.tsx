// The tabs: at the bottom of a phone, at the side of a wide window.

import "./tabs.css";
import { TABS, type Tab } from "../data/places.ts";
import { useSession } from "../data/session.ts";
import { useStore } from "../data/store.ts";
import { haptic } from "../telegram/haptic.ts";
import type { MessageName } from "../text/names.ts";
import { t } from "../text/translate.ts";
import { Icon } from "./icons.tsx";

const NAMES: Readonly<Record<Tab, MessageName>> = {
  overview: "page-overview",
  miners: "page-miners",
  income: "page-income",
  shop: "page-shop",
  wallet: "page-wallet",
};

/** How many orders are open. */
export const Badge = ({ count }: { count: number }) => (
  <b class="badge">
    {count}
    <span class="visually-hidden"> {t("page-open-orders")}</span>
  </b>
);

export function Tabs({ current }: { current: Tab }) {
  const { nav, openOrders } = useSession();
  const open = useStore(openOrders);
  const go = (tab: Tab): void => {
    haptic.select();
    nav.to(tab);
  };
  return (
    <nav class="tabs" aria-label={t("page-sections")}>
      {TABS.map((tab) => (
        <button key={tab} type="button" aria-current={tab === current ? "page" : undefined} onClick={() => go(tab)}>
          <Icon name={tab} />
          <span>{t(NAMES[tab])}</span>
          {tab === "wallet" && open > 0 && <Badge count={open} />}
        </button>
      ))}
    </nav>
  );
}

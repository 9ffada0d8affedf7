// Every screen of the app. The portfolio comes with the first load, the others when they are opened.

import type { ComponentType } from "preact";
import type { ScreenName, Tab } from "./data/places.ts";
import { OverviewScreen } from "./screens/overview.tsx";
import { lazyScreen } from "./ui/lazy.tsx";

export const TAB_SCREENS: Readonly<Record<Tab, ComponentType>> = {
  overview: OverviewScreen,
  miners: lazyScreen(() => import("./screens/miners.tsx")),
  income: lazyScreen(() => import("./screens/income.tsx")),
  shop: lazyScreen(() => import("./screens/shop.tsx")),
  wallet: lazyScreen(() => import("./screens/wallet.tsx")),
};

/** `id` is that of a miner, an offer or an order, or a day, for the screens that show one. */
export const PUSHED_SCREENS: Readonly<Record<ScreenName, ComponentType<{ id: string }>>> = {
  miner: lazyScreen(() => import("./screens/miner.tsx")),
  day: lazyScreen(() => import("./screens/day.tsx")),
  offer: lazyScreen(() => import("./screens/offer.tsx")),
  review: lazyScreen(() => import("./screens/review.tsx")),
  order: lazyScreen(() => import("./screens/order.tsx")),
  orders: lazyScreen(() => import("./screens/orders.tsx")),
  calculator: lazyScreen(() => import("./screens/calculator.tsx")),
  incentives: lazyScreen(() => import("./screens/incentives.tsx")),
  bitcoin: lazyScreen(() => import("./screens/bitcoin.tsx")),
  settings: lazyScreen(() => import("./screens/settings.tsx")),
  privacy: lazyScreen(() => import("./screens/privacy.tsx")),
};

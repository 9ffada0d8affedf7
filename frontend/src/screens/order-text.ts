// How orders are written.

import { approximate } from "../data/decimal.ts";
import type { Order, OrderState, Payment } from "../data/order-schemas.ts";
import { number, usd } from "../text/formats.ts";
import type { MessageName } from "../text/names.ts";
import { t } from "../text/translate.ts";
import type { IconName } from "../ui/icons.tsx";

/** `ask`: it waits for the person or for one of ours; `end`: it is over without a miner. */
export type Tone = "now" | "ask" | "done" | "end";

interface Words {
  title: MessageName;
  text: MessageName;
  icon: IconName;
  tone: Tone;
}

export const STATES: Readonly<Record<OrderState, Words>> = {
  quoted: { title: "page-order-quoted", text: "order-quoted", icon: "clock", tone: "now" },
  awaiting: { title: "page-order-awaiting", text: "page-order-awaiting-text", icon: "star", tone: "now" },
  paid: { title: "page-order-paid", text: "order-paid", icon: "clock", tone: "now" },
  fulfilling: { title: "page-order-fulfilling", text: "order-fulfilling", icon: "clock", tone: "now" },
  unknown: { title: "page-order-unknown", text: "order-unknown", icon: "search", tone: "ask" },
  review: { title: "page-order-review", text: "order-review", icon: "search", tone: "ask" },
  done: { title: "page-order-done", text: "order-done", icon: "check", tone: "done" },
  failed: { title: "page-order-failed", text: "order-failed", icon: "close", tone: "end" },
  expired: { title: "page-order-expired", text: "order-expired", icon: "clock", tone: "end" },
  cancelled: { title: "page-order-cancelled", text: "order-cancelled", icon: "close", tone: "end" },
};

const stars = (count: number) => ({ count, stars: number(count, 0) });
export const starsText = (count: number): string => t("shop-stars", stars(count));
export const payText = ({ priceStars }: Order): string => t("button-pay", stars(priceStars));
export const buyText = (count: number): string => t("page-shop-buy", stars(count));
export const priceText = ({ priceUsd }: Order): string => usd(approximate(priceUsd));

const PAYMENTS = {
  late: "payment-late",
  surplus: "payment-surplus",
  refunding: "payment-refunding",
  refunded: "payment-refunded",
  "charged back": "payment-charged-back",
} as const;

/** What became of a payment; undefined for one that pays its order. */
export const paymentText = ({ state, units }: Payment): string | undefined =>
  state === "matched" ? undefined : t(PAYMENTS[state], stars(units));

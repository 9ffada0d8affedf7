// The shapes of orders, limited to what the page uses.

import * as v from "valibot";
import { offer } from "./shop.ts";

const STATES = [
  "quoted",
  "awaiting",
  "paid",
  "fulfilling",
  "unknown",
  "review",
  "done",
  "failed",
  "expired",
  "cancelled",
] as const;

const PAYMENTS = ["matched", "late", "surplus", "refunding", "refunded", "charged back"] as const;

const REFUSALS = [
  "not_selling",
  "account_unknown",
  "offer_gone",
  "price_changed",
  "terms_needed",
  "over_order_limit",
  "over_first_order_limit",
  "over_user_limit",
  "cannot_cancel",
  "key_reused",
] as const;

const text = v.nullable(v.string());
const state = v.picklist(STATES);
const step = v.object({ at: v.string(), state });
const payment = v.object({ units: v.number(), state: v.picklist(PAYMENTS), paidAt: v.string() });

export const order = v.object({
  id: v.string(),
  code: v.string(),
  /** The miner's id in the shop. */
  offer: v.string(),
  state,
  name: text,
  power: v.string(),
  energyEfficiency: v.string(),
  priceStars: v.number(),
  priceUsd: v.string(),
  createdAt: v.string(),
  /** How long it can still be paid, by the server's clock. */
  secondsLeft: v.nullable(v.number()),
  isOpen: v.boolean(),
  invoiceUrl: text,
  supportUrl: text,
  steps: v.array(step),
  payments: v.array(payment),
});

export const orders = v.object({ items: v.array(order), open: v.number() });

export const review = v.object({
  offer,
  /** Why it cannot be ordered. */
  refusal: v.nullable(v.picklist(REFUSALS)),
  /** The most Stars that are possible, where a limit is why. */
  limit: v.nullable(v.number()),
  openOrder: text,
  validSeconds: v.number(),
  termsVersion: v.string(),
  termsUrl: v.string(),
});

export type OrderState = v.InferOutput<typeof state>;
export type Payment = v.InferOutput<typeof payment>;
export type Order = v.InferOutput<typeof order>;
export type Orders = v.InferOutput<typeof orders>;
export type Review = v.InferOutput<typeof review>;

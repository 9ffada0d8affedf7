// Miners on sale: what the server offers, and what a budget buys. Prices are compared exactly.

import * as v from "valibot";
import { units } from "./decimal.ts";
import { page } from "./list-schemas.ts";
import type { Fresh } from "./loader.ts";
import { type Resource, resource } from "./resource.ts";
import type { Session } from "./session.ts";
import { store } from "./store.ts";

const text = v.nullable(v.string());

export const offer = v.object({
  id: v.union([v.number(), v.string()]),
  name: text,
  power: v.string(),
  energyEfficiency: v.string(),
  priceUsd: v.string(),
  priceStars: v.number(),
  /** One day in USD, without a discount on fees. */
  day: v.nullable(v.object({ gross: v.string(), fees: v.string(), net: v.string(), netBtc: text })),
  paybackDays: v.nullable(v.number()),
});

// Servers of before anything was sold do not say `sells`.
const facts = { figuresAsOf: v.string(), showsPayback: v.boolean(), sells: v.optional(v.boolean(), false) };
const catalogue = v.object({ offers: v.array(offer), ...facts });
const answer = v.object({ ...page(offer).entries, ...facts });

export type Offer = v.InferOutput<typeof offer>;
export type Catalogue = v.InferOutput<typeof catalogue>;

/** The catalogue, which is asked for before a login as well, so it says nothing about whether there is one. */
export const shopOf = ({ source }: Pick<Session, "source">): Resource<Catalogue> =>
  source("shop", ({ api, cache, everybody }) => {
    const shop = resource(
      { key: "shop", cache, schema: catalogue },
      async (): Promise<Fresh<Catalogue>> => {
        const { items, asOf, stale, figuresAsOf, showsPayback, sells } = await api.get("/api/shop", answer);
        return { data: { offers: items, figuresAsOf, showsPayback, sells }, at: Date.parse(asOf), stale };
      },
      everybody,
    );
    // Not forgotten with a login, as it is nobody's own; but a login may be what it failed for lack of.
    const reset = (): void => {
      const { error, loading } = shop.view.get();
      if (error !== undefined && !loading) shop.reset();
    };
    return { ...shop, reset };
  });

/** What is shown: everything, or what an amount of USD buys; as cards or a table. */
export interface Choice {
  /** USD; undefined for everything. */
  budget: string | undefined;
  /** Whether the budget is typed. */
  typed: boolean;
  /** Undefined: by the width of the window. */
  view: "cards" | "table" | undefined;
}

export const BUDGETS = ["50", "100", "200", "500"] as const;
const FIRST: Choice = { budget: "200", typed: false, view: undefined };

/** Kept while an offer is open on top of the shop. */
export const shopChoice = store<Choice>(FIRST);

/** What a budget buys: of each W/TH the most power. Everything without one. */
export function affordable(offers: readonly Offer[], budget: string | undefined): readonly Offer[] {
  if (budget === undefined) return offers;
  const most = exact(budget);
  const best = new Map<string, Offer>();
  for (const one of offers) {
    const known = best.get(one.energyEfficiency);
    if (exact(one.priceUsd) <= most && (!known || exact(one.power) > exact(known.power))) {
      best.set(one.energyEfficiency, one);
    }
  }
  return offers.filter((one) => best.get(one.energyEfficiency) === one);
}

export type Column = "power" | "price" | "net" | "payback";

/** Sorted by a column of the table, the best first: most power or net, lowest price, shortest pay-back. */
export function sorted(offers: readonly Offer[], column: Column): Offer[] {
  const key = {
    power: ({ power }: Offer) => -exact(power),
    price: ({ priceUsd }: Offer) => exact(priceUsd),
    net: ({ day }: Offer) => -exact(day?.net),
    payback: ({ paybackDays }: Offer) => BigInt(paybackDays ?? Number.MAX_SAFE_INTEGER),
  }[column];
  return [...offers].sort((a, b) => Number(key(a) > key(b)) - Number(key(a) < key(b)));
}

/** USD for one TH, in units of 1e-18. */
export const perTh = ({ priceUsd, power }: Offer): bigint => (exact(priceUsd) * 10n ** 18n) / (exact(power) || 1n);

/** The offer with the lowest price for a TH, if there is a choice. */
export function lowestPerTh(offers: readonly Offer[]): Offer | undefined {
  const [first, ...others] = offers;
  if (!first || others.length === 0) return undefined;
  return others.reduce((best, one) => (perTh(one) < perTh(best) ? one : best), first);
}

/** The lowest price. */
export const cheapest = (offers: readonly Offer[]): Offer | undefined => sorted(offers, "price")[0];

const exact = (amount: string | undefined): bigint => units(amount) ?? 0n;

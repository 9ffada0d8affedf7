// What amounts are worth in US dollars.

import { approximate } from "./decimal.ts";
import type { Overview } from "./schemas.ts";

export type Rates = Overview["rates"];

/** The price of one unit of a currency in USD. */
export function priceOf(currency: string | null | undefined, rates: Rates | undefined): number | undefined {
  if (currency === "USDT" || currency === "USDC") return 1;
  return approximate(rates?.find(({ symbol }) => symbol === currency)?.price);
}

/** An amount in USD. */
export function worth(amount: string | null | undefined, price: number | undefined): number | undefined {
  const value = approximate(amount);
  return value === undefined || price === undefined ? undefined : value * price;
}

// Amounts in the unit that the person chose, with the other one beside them.

import { approximate, units } from "../decimal.ts";
import { btc, sat, usd } from "../format.ts";
import { useSession, type Overview, type Unit } from "../session.ts";
import { useStore } from "../store.ts";
import { t } from "../words.ts";

export type Rates = Overview["rates"];

/** The price of one unit of a currency in USD. */
export function priceOf(currency: string | null | undefined, rates: Rates | undefined): number | undefined {
  if (currency === "USDT" || currency === "USDC") return 1;
  return approximate(rates?.find(({ symbol }) => symbol === currency)?.price);
}

/** A BTC amount in US dollars. */
export function worth(amount: string | null | undefined, price: number | undefined): number | undefined {
  const value = approximate(amount);
  return value === undefined || price === undefined ? undefined : value * price;
}

/** The zeros that lead say nothing, so they are quieter than the digits that count. */
export function Digits({ text }: { text: string }) {
  const zeros = /^[0\s.,]*/.exec(text)?.[0] ?? "";
  if (!zeros || zeros.length === text.length) return <>{text}</>;
  return (
    <>
      <span class="zeros">{zeros}</span>
      {text.slice(zeros.length)}
    </>
  );
}

/** An amount of bitcoin in one unit. */
export function Amount({ value, price, unit, bare = false }: { value: string | null | undefined; price?: number | undefined; unit: Unit; bare?: boolean }) {
  if (unit === "USD") return <span class="figure">{usd(worth(value, price))}</span>;
  const text = unit === "sat" ? sat(value) : btc(value);
  return (
    <span class="figure">
      <Digits text={text} />
      {!bare && units(value) !== undefined && <small class="unit"> {unit === "sat" ? t("page-sat") : "BTC"}</small>}
    </span>
  );
}

/** First in the chosen unit, then in the other: BTC and USD belong together. */
export function useUnits(): readonly [Unit, Unit] {
  const unit = useStore(useSession().unit);
  return [unit, unit === "USD" ? "BTC" : "USD"];
}

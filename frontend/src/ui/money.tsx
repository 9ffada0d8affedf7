// Amounts of bitcoin in the unit that the person chose, with the other one beside them.

import "./money.css";
import { units } from "../data/decimal.ts";
import { worth } from "../data/prices.ts";
import { type Unit, useSession } from "../data/session.ts";
import { useStore } from "../data/store.ts";
import { btc, sat, usd } from "../text/formats.ts";
import { t } from "../text/translate.ts";

/** The leading zeros are quieter than the digits that count. */
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

interface Props {
  /** BTC */
  value: string | null | undefined;
  /** USD for one BTC */
  price?: number | undefined;
  unit: Unit;
  /** Without the name of the unit. */
  bare?: boolean;
}

export function Amount({ value, price, unit, bare = false }: Props) {
  if (unit === "USD") return <span class="figure">{usd(worth(value, price))}</span>;
  const text = unit === "sat" ? sat(value) : btc(value);
  const named = !bare && units(value) !== undefined;
  return (
    <span class="figure">
      <Digits text={text} />
      {named && <small class="unit"> {unit === "sat" ? t("page-sat") : "BTC"}</small>}
    </span>
  );
}

/** The chosen unit, and the one that stands beside it: BTC and USD belong together. */
export function useUnits(): readonly [Unit, Unit] {
  const unit = useStore(useSession().unit);
  return [unit, unit === "USD" ? "BTC" : "USD"];
}

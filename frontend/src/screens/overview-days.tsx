// The day under the finger, or the last one; below it the sums.

import { useState } from "preact/hooks";
import { approximate } from "../data/decimal.ts";
import { priceOf, worth } from "../data/prices.ts";
import type { Overview } from "../data/schemas.ts";
import { amount, day, percent, usd } from "../text/formats.ts";
import { t } from "../text/translate.ts";
import { Chart } from "../ui/chart.tsx";
import { MoneyHeadline, Sums } from "../ui/headline.tsx";
import { Amount, useUnits } from "../ui/money.tsx";

export function LastDays({ data }: { data: Overview }) {
  const [chosen, choose] = useState<number>();
  const [unit, other] = useUnits();
  const { days } = data;
  const price = priceOf("BTC", data.rates);
  const at = chosen !== undefined && chosen < days.length ? chosen : days.length - 1;
  const shown = days[at];
  if (!shown) return null;
  const sum = (name: string, value: string | null) =>
    [
      name,
      <Amount key="value" value={value} price={price} unit={unit} bare />,
      <Amount key="note" value={value} price={price} unit={other} bare />,
    ] as const;
  return (
    <>
      <MoneyHeadline
        label={t("page-net-on", { day: day(shown.date, "weekday") })}
        value={shown.value}
        price={price}
        aside={<Change now={shown.value} before={days[at - 1]?.value} />}
      />
      <Chart
        days={days}
        describe={({ value }) => `${amount(value, "BTC")} BTC, ${usd(worth(value, price))}`}
        selected={chosen}
        onSelect={choose}
      />
      <Sums of={[sum(t("page-week"), data.week), sum(t("page-month"), data.month), sum(t("page-ever"), data.total)]} />
    </>
  );
}

/** How much more or less it was than the day before. */
function Change({ now, before }: { now: string; before: string | undefined }) {
  const [a, b] = [approximate(now), approximate(before)];
  if (a === undefined || !b) return null;
  const change = a / b - 1;
  const up = change >= 0;
  return (
    <span class={up ? "change up" : "change down"} title={t("page-change")}>
      <span aria-hidden="true">{up ? "▲" : "▼"} </span>
      <span class="visually-hidden">{t(up ? "page-more-than-before" : "page-less-than-before")} </span>
      {percent(Math.abs(change))}
    </span>
  );
}

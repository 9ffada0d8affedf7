// The day under the finger, or the last one; below it the sums.

import { useState } from "preact/hooks";
import { withoutGaps } from "../data/day-gaps.ts";
import { approximate } from "../data/decimal.ts";
import { priceOf, worth } from "../data/prices.ts";
import type { Overview } from "../data/schemas.ts";
import { amount, day, inUnit, percent, usd } from "../text/formats.ts";
import { describeFees } from "../text/net.ts";
import { t } from "../text/translate.ts";
import { Chart } from "../ui/chart.tsx";
import { MoneyHeadline, Sums } from "../ui/headline.tsx";
import { Amount, useUnits } from "../ui/money.tsx";

export function LastDays({ data }: { data: Overview }) {
  const [chosen, choose] = useState<number>();
  const price = priceOf("BTC", data.rates);
  const days = withoutGaps(
    data.days.map((one) => ({ ...one, value: one.net ?? one.value })),
    (date) => ({ date, value: "0", net: "0", fees: null, feesPaidIn: null }),
  );
  const at = chosen !== undefined && chosen < days.length ? chosen : days.length - 1;
  const shown = days[at];
  if (!shown) return null;
  return (
    <>
      <MoneyHeadline
        label={t(shown.net === null ? "page-credited-on" : "page-net-on", { day: day(shown.date, "weekday") })}
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
      <Totals data={data} price={price} />
      <Assumptions data={data} shown={shown} price={price} />
    </>
  );
}

function Totals({ data, price }: { data: Overview; price: number | undefined }) {
  const [unit, other] = useUnits();
  const total = (name: string, value: string | null) =>
    [
      name,
      <Amount key="value" value={value} price={price} unit={unit} bare />,
      <Amount key="note" value={value} price={price} unit={other} bare />,
    ] as const;
  return (
    <Sums
      of={[
        total(t("page-week"), data.netWeek ?? data.week),
        total(t("page-month"), data.netMonth ?? data.month),
        total(t("page-ever"), data.total),
      ]}
    />
  );
}

interface Assumed {
  data: Overview;
  shown: Overview["days"][number];
  price: number | undefined;
}

/** Whether the figures above are before or after fees. */
function Assumptions({ data, shown, price }: Assumed) {
  const [unit] = useUnits();
  const inBtc = data.days.every(({ feesPaidIn }) => feesPaidIn === "BTC");
  return (
    <p class="assumptions">
      {shown.fees !== null && `${describeFees(inUnit(shown.fees, price, unit), shown.feesPaidIn)} `}
      {(data.netWeek === null || data.netMonth === null) && `${t("page-net-partly")} `}
      {!inBtc && t("page-total-credited")}
    </p>
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

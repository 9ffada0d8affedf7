// The sum of the listed days, and their chart.

import { useMemo, useState } from "preact/hooks";
import { withoutGaps } from "../data/day-gaps.ts";
import { useShown } from "../data/hooks.ts";
import { emptyDay, type ShownDay, sumOf } from "../data/income.ts";
import { priceOf } from "../data/prices.ts";
import { useSession } from "../data/session.ts";
import { t } from "../text/translate.ts";
import { Card } from "../ui/card.tsx";
import { Chart } from "../ui/chart.tsx";
import { MoneyHeadline } from "../ui/headline.tsx";
import { minedOn, partOf, periodOf } from "./income-text.ts";

const MOST_BARS = 370;

interface Props {
  /** Newest first. */
  days: readonly ShownDay[];
  /** Whether these are all days of the period. */
  whole: boolean;
  /** How many days the period has, or 0 for all. */
  wanted: number;
}

export function IncomeSum({ days, whole, wanted }: Props) {
  const { overview } = useSession();
  const price = priceOf("BTC", useShown(overview).data?.rates);
  const [chosen, choose] = useState<number>();
  const bars = useMemo(() => withoutGaps(days, emptyDay), [days]);
  const shown = chosen === undefined ? undefined : bars[chosen];
  const label = whole ? periodOf(days) : partOf(days, wanted);
  return (
    <Card class="hero">
      <MoneyHeadline label={shown ? minedOn(shown) : label} value={shown ? shown.value : sumOf(days)} price={price} />
      {bars.length > 1 && bars.length <= MOST_BARS && (
        <Chart days={bars} describe={({ value }) => `${value} BTC`} selected={chosen} onSelect={choose} />
      )}
      {days.some(({ isNet }) => !isNet) && <p class="quiet">{t("page-net-partly")}</p>}
    </Card>
  );
}

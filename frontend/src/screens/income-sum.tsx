// The sum of the listed days, and their chart.

import { useMemo, useState } from "preact/hooks";
import { useShown } from "../data/hooks.ts";
import { sumOf } from "../data/income.ts";
import { priceOf } from "../data/prices.ts";
import type { IncomeDay } from "../data/schemas.ts";
import { useSession } from "../data/session.ts";
import { day } from "../text/formats.ts";
import { t } from "../text/translate.ts";
import { Card } from "../ui/card.tsx";
import { Chart } from "../ui/chart.tsx";
import { MoneyHeadline } from "../ui/headline.tsx";

const MOST_BARS = 370;

interface Props {
  /** Newest first. */
  days: readonly IncomeDay[];
  /** Whether these are all days of the period. */
  whole: boolean;
  /** How many days the period has, or 0 for all. */
  wanted: number;
}

export function IncomeSum({ days, whole, wanted }: Props) {
  const { overview } = useSession();
  const price = priceOf("BTC", useShown(overview).data?.rates);
  const [chosen, choose] = useState<number>();
  const bars = useMemo(
    () => [...days].reverse().map(({ minedOn, value }) => ({ date: minedOn ?? "", value: value ?? "0" })),
    [days],
  );
  const shown = chosen === undefined ? undefined : bars[chosen];
  return (
    <Card class="hero">
      <MoneyHeadline
        label={shown ? t("page-mined-on", { day: day(shown.date, "weekday") }) : headOf(days.length, whole, wanted)}
        value={shown ? shown.value : sumOf(days)}
        price={price}
      />
      {bars.length > 1 && bars.length <= MOST_BARS && (
        <Chart days={bars} describe={({ value }) => `${value} BTC`} selected={chosen} onSelect={choose} />
      )}
    </Card>
  );
}

/** A sum over fewer days than were asked for says so. */
function headOf(count: number, whole: boolean, wanted: number): string {
  if (whole) return t("page-days", { count });
  return wanted ? t("page-days-of", { count, wanted }) : t("page-days-so-far", { count });
}

// The days under their months, newest first; each opens what each miner brought.

import { useMemo } from "preact/hooks";
import { useShown } from "../data/hooks.ts";
import { byMonth, type ShownDay, sumOf } from "../data/income.ts";
import { priceOf } from "../data/prices.ts";
import { useSession } from "../data/session.ts";
import { day } from "../text/formats.ts";
import { t } from "../text/translate.ts";
import { Card, Section } from "../ui/card.tsx";
import { Empty } from "../ui/empty.tsx";
import { Amount, useUnits } from "../ui/money.tsx";
import { LazyRow } from "../ui/row.tsx";

export function IncomeDays({ days }: { days: readonly ShownDay[] }) {
  const { overview, nav } = useSession();
  const price = priceOf("BTC", useShown(overview).data?.rates);
  const [unit, other] = useUnits();
  const months = useMemo(() => byMonth(days), [days]);
  if (days.length === 0) {
    return (
      <Card>
        <Empty icon="day" title={t("page-nothing-here")} />
      </Card>
    );
  }
  return (
    <>
      {months.map(([month, list]) => (
        <Section
          key={month}
          title={day(`${month}-01`, "month")}
          aside={<Amount value={sumOf(list)} price={price} unit={unit} />}
        >
          {list.map(({ date, value, hasRecords }) => (
            <LazyRow
              key={date}
              title={day(date, "weekday")}
              value={<Amount value={value} price={price} unit={unit} />}
              more={<Amount value={value} price={price} unit={other} />}
              onPress={hasRecords ? () => nav.open({ name: "day", id: date }) : undefined}
            />
          ))}
        </Section>
      ))}
    </>
  );
}

// One miner: what it earned, what it is, and what today's figures leave of it.

import { useMemo, useState } from "preact/hooks";
import { firstPage, useList, useShown } from "../data/hooks.ts";
import { shownDays, sumOf } from "../data/income.ts";
import { priceOf } from "../data/prices.ts";
import type { Miner } from "../data/schemas.ts";
import { useSession } from "../data/session.ts";
import { day, plain } from "../text/formats.ts";
import { t } from "../text/translate.ts";
import { Card, Section } from "../ui/card.tsx";
import { Chart } from "../ui/chart.tsx";
import { Empty } from "../ui/empty.tsx";
import { Header } from "../ui/header.tsx";
import { MoneyHeadline } from "../ui/headline.tsx";
import { Found } from "../ui/loaded.tsx";
import { NetEstimate } from "../ui/net-estimate.tsx";
import { BoneList } from "../ui/placeholder.tsx";
import { FigureRow, Row } from "../ui/row.tsx";
import { minedOn, periodOf } from "./income-text.ts";
import { nameOf, statusOf } from "./miner-text.ts";

const DAYS = 30;

export default function MinerScreen({ id }: { id: string }) {
  const { miners } = useSession();
  const isIt = (one: Miner): boolean => String(one.id) === id;
  // A link may name a miner that is further down than the list is known.
  const view = useList(miners, ({ items }) => items.some(isIt), id);
  const miner = view.data?.items.find(isIt);
  return (
    <>
      <Header title={miner ? nameOf(miner) : t("page-miner")} {...(miner && { view })} />
      <Found
        of={miners}
        view={view}
        find={isIt}
        enough={({ items }) => items.some(isIt)}
        missing={<Empty icon="miners" title={t("page-miner-unknown")} text={t("page-miner-unknown-text")} />}
      >
        {(found) => (
          <>
            <MinerIncome id={id} />
            <Facts miner={found} />
            <NetEstimate net={found.net} detailed />
          </>
        )}
      </Found>
    </>
  );
}

function Facts({ miner }: { miner: Miner }) {
  return (
    <Section title={t("page-facts")}>
      <FigureRow title={t("page-power")}>{plain(miner.power)} TH</FigureRow>
      <FigureRow title={t("page-efficiency")} note={t("page-efficiency-note")}>
        {plain(miner.energyEfficiency)} W/TH
      </FigureRow>
      {miner.level !== null && <Row title={t("page-level")} value={String(miner.level)} />}
      {miner.status && <Row title={t("page-status")} value={statusOf(miner.status)} />}
      {miner.createdAt && <Row title={t("page-since")} value={day(miner.createdAt.slice(0, 10), "long")} />}
      {miner.id !== null && <FigureRow title={t("page-number")}>{miner.id}</FigureRow>}
    </Section>
  );
}

/** What this miner brought in the last 30 days, from the days' own records. */
function MinerIncome({ id }: { id: string }) {
  const { income, overview } = useSession();
  const { data, loading } = useList(income, firstPage, undefined);
  const price = priceOf("BTC", useShown(overview).data?.rates);
  const [chosen, choose] = useState<number>();
  const days = useMemo(
    () =>
      shownDays(data?.items ?? [], id)
        .slice(0, DAYS)
        .reverse(),
    [data, id],
  );
  if (days.length === 0) return loading ? <BoneList count={2} /> : null;
  const shown = chosen === undefined ? undefined : days[chosen];
  return (
    <Card class="hero">
      <MoneyHeadline
        label={shown ? minedOn(shown) : periodOf(days)}
        value={shown ? shown.value : sumOf(days)}
        price={price}
      />
      <Chart days={days} describe={({ value }) => `${value} BTC`} selected={chosen} onSelect={choose} />
    </Card>
  );
}

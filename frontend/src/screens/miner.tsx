// One miner: what it earned, what it is, and what today's figures leave of it.

import { useMemo, useState } from "preact/hooks";
import { withoutGaps } from "../data/day-gaps.ts";
import { firstPage, useList, useShown } from "../data/hooks.ts";
import { emptyDay, ownDays, sumOf } from "../data/income.ts";
import type { Miner } from "../data/list-schemas.ts";
import { incomeOf, minerOf } from "../data/lists.ts";
import { priceOf } from "../data/prices.ts";
import { useSession } from "../data/session.ts";
import { day, plain } from "../text/formats.ts";
import { t } from "../text/translate.ts";
import { Card, Section } from "../ui/card.tsx";
import { Chart } from "../ui/chart.tsx";
import { Empty } from "../ui/empty.tsx";
import { Header } from "../ui/header.tsx";
import { MoneyHeadline } from "../ui/headline.tsx";
import { Found, Loaded } from "../ui/loaded.tsx";
import { NetEstimate } from "../ui/net-estimate.tsx";
import { BoneList } from "../ui/placeholder.tsx";
import { FigureRow, Row } from "../ui/row.tsx";
import { minedOn, periodOf } from "./income-text.ts";
import { nameOf, statusOf } from "./miner-text.ts";

const DAYS = 30;

export default function MinerScreen({ id }: { id: string }) {
  const source = minerOf(useSession(), id);
  const view = useShown(source);
  return (
    <>
      <Header title={view.data ? nameOf(view.data) : t("page-miner")} {...(view.data && { view })} />
      <Found
        of={source}
        view={view}
        missing={<Empty icon="miners" title={t("page-miner-unknown")} text={t("page-miner-unknown-text")} />}
      >
        {(found) => (
          <>
            <MinerIncome id={id} />
            <Facts miner={found} />
            <NetEstimate net={found.net} at={view.at} detailed />
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

/** What this miner brought in the last 30 days. */
function MinerIncome({ id }: { id: string }) {
  const session = useSession();
  const income = incomeOf(session, id);
  const view = useList(income, firstPage, undefined);
  const price = priceOf("BTC", useShown(session.overview).data?.rates);
  const [chosen, choose] = useState<number>();
  const days = useMemo(() => ownDays(view.data?.items ?? []).slice(0, DAYS), [view.data]);
  const bars = useMemo(() => withoutGaps(days, emptyDay), [days]);
  if (days.length === 0) {
    return (
      <Loaded of={income} view={view} waiting={<BoneList count={2} />}>
        {() => null}
      </Loaded>
    );
  }
  const shown = chosen === undefined ? undefined : bars[chosen];
  return (
    <Card class="hero">
      <MoneyHeadline
        label={shown ? minedOn(shown) : periodOf(days)}
        value={shown ? shown.value : sumOf(days)}
        price={price}
      />
      <Chart days={bars} describe={({ value }) => `${value} BTC`} selected={chosen} onSelect={choose} />
    </Card>
  );
}

// All miners, and one of them.

import { useEffect, useMemo, useState } from "preact/hooks";
import { calculate, economics, type Economics } from "../calculator.ts";
import { approximate } from "../decimal.ts";
import { day, plain, usd } from "../format.ts";
import { useSession, type IncomeDay, type Miner } from "../session.ts";
import { useStore } from "../store.ts";
import { t } from "../words.ts";
import { Chart } from "../ui/chart.tsx";
import { Header } from "../ui/header.tsx";
import { Amount, priceOf, useUnits } from "../ui/money.tsx";
import { More } from "../ui/more.tsx";
import { BoneRows, Card, Empty, Row, Section, Trouble } from "../ui/parts.tsx";
import { sumOf } from "./overview.tsx";

/** What today's figures leave of a miner per day, in USD. */
function netOf(miner: Miner, terms: Economics | undefined): number | undefined {
  const [power, efficiency] = [approximate(miner.power), approximate(miner.energyEfficiency)];
  return terms && power && efficiency ? calculate(terms, power, efficiency).net : undefined;
}

const nameOf = (miner: Miner): string => miner.name ?? t("miner-unnamed", { id: String(miner.id ?? "—") });
const facts = (miner: Miner): string => `${plain(miner.power)} TH · ${plain(miner.energyEfficiency)} W/TH`;

export function MinersScreen() {
  const { miners, overview, nav } = useSession();
  const view = useStore(miners.view);
  const terms = economics(useStore(overview.view).data?.incomePerTh);
  useEffect(() => void miners.freshen(), [miners]);
  const { items, total } = view.data ?? {};
  return (
    <>
      <Header title={t("page-miners")} view={view} />
      {items?.length ? (
        <Section title={t("page-miners-count", { count: total ?? items.length })} aside={<span class="quiet">{t("page-per-day")}</span>}>
          {items.map((miner) => (
            <div class="lazy" key={String(miner.id)}>
              <Row
                icon="miners"
                title={nameOf(miner)}
                note={facts(miner)}
                value={<span class="figure">{usd(netOf(miner, terms))}</span>}
                more={miner.status && miner.status !== "active" ? statusOf(miner) : t("page-net")}
                onPress={() => nav.open({ name: "miner", id: String(miner.id) })}
              />
            </div>
          ))}
          <More of={miners} />
        </Section>
      ) : (
        <Card class="list">
          {items ? (
            <Empty icon="miners" title={t("page-no-miners")} text={t("page-no-miners-text")} />
          ) : view.error && !view.loading ? (
            <Trouble error={view.error} onRetry={() => void miners.refresh()} />
          ) : (
            <BoneRows count={6} />
          )}
        </Card>
      )}
      {!!items?.length && <p class="footnote">{t("page-net-estimate")}</p>}
    </>
  );
}

/** The statuses that have been seen; another one is shown as the partner writes it. */
const STATUSES: Readonly<Record<string, string>> = {
  active: "page-status-active",
  inactive: "page-status-inactive",
  pending: "page-status-pending",
  listed: "page-status-listed",
};

function statusOf({ status }: Miner): string {
  const name = STATUSES[status?.toLowerCase() ?? ""];
  return name ? t(name) : (status ?? "—");
}

export function MinerScreen({ id }: { id: string }) {
  const { miners, income, overview } = useSession();
  const view = useStore(miners.view);
  const days = useStore(income.view);
  const miner = view.data?.items.find((one) => String(one.id) === id);
  const seen = !!view.data && !view.loading;
  useEffect(() => void miners.freshen(), [miners]);
  useEffect(() => void income.freshen(), [income]);
  // A link may name a miner that is further down than the list has been read.
  useEffect(() => {
    if (!miner && seen && view.data?.more) void miners.next();
  }, [miner, seen, view.data, miners]);
  const data = useStore(overview.view).data;
  if (!miner) {
    return (
      <>
        <Header title={t("page-miner")} />
        <Card class="list">
          {view.error && !view.loading ? (
            <Trouble error={view.error} onRetry={() => void miners.refresh()} />
          ) : seen && !view.data?.more ? (
            <Empty icon="miners" title={t("page-miner-unknown")} text={t("page-miner-unknown-text")} />
          ) : (
            <BoneRows count={5} />
          )}
        </Card>
      </>
    );
  }
  const terms = economics(data?.incomePerTh);
  const net = netOf(miner, terms);
  return (
    <>
      <Header title={nameOf(miner)} view={view} />
      <MinerIncome days={days.data?.items} id={id} price={priceOf("BTC", data?.rates)} loading={days.loading} />
      <Section title={t("page-facts")}>
        <Row title={t("page-power")} value={<span class="figure">{plain(miner.power)} TH</span>} />
        <Row title={t("page-efficiency")} note={t("page-efficiency-note")} value={<span class="figure">{plain(miner.energyEfficiency)} W/TH</span>} />
        {miner.level !== null && <Row title={t("page-level")} value={String(miner.level)} />}
        {miner.status && <Row title={t("page-status")} value={statusOf(miner)} />}
        {miner.createdAt && <Row title={t("page-since")} value={day(miner.createdAt.slice(0, 10), "long")} />}
        {miner.id !== null && <Row title={t("page-number")} value={<span class="figure">{miner.id}</span>} />}
      </Section>
      <Section title={t("page-at-todays-figures")}>
        <Row title={t("page-a-day")} value={<span class="figure">{usd(net)}</span>} />
        <Row title={t("page-30-days")} value={<span class="figure">{usd(net === undefined ? undefined : net * 30)}</span>} />
        <Row title={t("page-365-days")} value={<span class="figure">{usd(net === undefined ? undefined : net * 365)}</span>} />
      </Section>
      <p class="footnote">{t("page-net-estimate")}</p>
    </>
  );
}

/** What this miner brought in the last 30 days, from the days' own records. */
function MinerIncome({ days, id, price, loading }: { days: readonly IncomeDay[] | undefined; id: string; price: number | undefined; loading: boolean }) {
  const [chosen, choose] = useState<number>();
  const [unit, other] = useUnits();
  const mined = useMemo(() => minedBy(days ?? [], id).slice(-30), [days, id]);
  const shown = chosen === undefined ? undefined : mined[chosen];
  if (!days || mined.length === 0) return loading ? <Card class="hero"><BoneRows count={2} /></Card> : null;
  const value = shown ? shown.value : sumOf(mined);
  return (
    <Card class="hero">
      <div class="headline">
        <p class="label">{shown ? t("page-mined-on", { day: day(shown.date, "weekday") }) : t("page-days", { count: mined.length })}</p>
        <p class="big">
          <Amount value={value} price={price} unit={unit} />
        </p>
        <p class="sub">
          <span>
            ≈ <Amount value={value} price={price} unit={other} />
          </span>
        </p>
      </div>
      <Chart
        bars={mined.map((one) => ({ date: one.date, value: approximate(one.value) ?? 0 }))}
        label={t("page-chart", { count: mined.length })}
        describe={(index) => `${day(mined[index]?.date, "long")}: ${mined[index]?.value ?? "0"} BTC`}
        selected={chosen}
        onSelect={choose}
        from={day(mined[0]?.date)}
        to={day(mined.at(-1)?.date)}
      />
    </Card>
  );
}

/** The miner's own days, oldest first. */
export function minedBy(days: readonly IncomeDay[], id: string): { date: string; value: string }[] {
  const mined = days.flatMap(({ minedOn, incomes }) => {
    const own = (incomes ?? []).filter(({ nft, nftId }) => String(nft?.id ?? nftId) === id);
    return minedOn && own.length ? [{ date: minedOn, value: sumOf(own) }] : [];
  });
  return mined.sort((a, b) => a.date.localeCompare(b.date));
}


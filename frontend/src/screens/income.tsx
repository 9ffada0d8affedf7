// Income by mined day; each day opens what each miner brought.

import { useEffect, useMemo, useState } from "preact/hooks";
import { approximate, units } from "../decimal.ts";
import { day, percent, plain, usd } from "../format.ts";
import { useSession, type IncomeDay, type IncomeRecord } from "../session.ts";
import { useStore } from "../store.ts";
import { haptic } from "../telegram.ts";
import { t } from "../words.ts";
import { Chart } from "../ui/chart.tsx";
import { ExportButton } from "../ui/export.tsx";
import { Header } from "../ui/header.tsx";
import { Amount, priceOf, useUnits } from "../ui/money.tsx";
import { More } from "../ui/more.tsx";
import { BoneRows, Card, Empty, Row, Section, Segmented, Trouble } from "../ui/parts.tsx";
import { sumOf } from "./overview.tsx";

const PERIODS = [
  ["7", "page-period-7"],
  ["30", "page-period-30"],
  ["90", "page-period-90"],
  ["all", "page-period-all"],
] as const;
type Period = (typeof PERIODS)[number][0];

export function IncomeScreen() {
  const { income } = useSession();
  const view = useStore(income.view);
  const [period, setPeriod] = useState<Period>("30");
  const [miner, setMiner] = useState("");
  useEffect(() => void income.freshen(), [income]);
  const all = view.data?.items;
  const wanted = period === "all" ? Number.POSITIVE_INFINITY : Number(period);
  // More of the past is fetched as far as the period asks for.
  useEffect(() => {
    if (period !== "all" && all && all.length < wanted && view.data?.more && !view.loading && !view.error) void income.next();
  }, [all, wanted, period, view, income]);
  const days = useMemo(() => only((all ?? []).slice(0, wanted), miner), [all, wanted, miner]);
  const names = useMemo(() => minersIn(all ?? []), [all]);

  if (!all?.length) {
    return (
      <>
        <Header title={t("page-income")} view={view} />
        <Card class="list">
          {all ? (
            <Empty icon="income" title={t("page-no-income")} text={t("page-no-income-text")} />
          ) : view.error && !view.loading ? (
            <Trouble error={view.error} onRetry={() => void income.refresh()} />
          ) : (
            <BoneRows count={8} />
          )}
        </Card>
      </>
    );
  }
  return (
    <>
      <Header title={t("page-income")} view={view} aside={<ExportButton />} />
      <Segmented<Period> label={t("page-period")} value={period} onChange={setPeriod} options={PERIODS.map(([one, name]) => [one, t(name)] as const)} />
      <div class="columns">
        <div class="stack">
          <Sum days={days} whole={period !== "all" || !view.data?.more} />
          {names.length > 1 && (
            <label class="card field-row">
              <span>{t("page-miner")}</span>
              <select value={miner} onChange={(event) => (haptic.select(), setMiner(event.currentTarget.value))}>
                <option value="">{t("page-all-miners")}</option>
                {names.map(([id, name]) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            </label>
          )}
        </div>
        <div class="stack">
          <Days days={days} />
          {period === "all" && <More of={income} />}
          <p class="footnote">{t("page-days-utc")}</p>
        </div>
      </div>
    </>
  );
}

/** Days with one miner's income alone, or as they are. */
export function only(days: readonly IncomeDay[], miner: string): readonly IncomeDay[] {
  if (!miner) return days;
  return days.flatMap((one) => {
    const incomes = (one.incomes ?? []).filter((record) => minerOf(record) === miner);
    return incomes.length ? [{ ...one, incomes, value: sumOf(incomes) }] : [];
  });
}

const minerOf = ({ nft, nftId }: IncomeRecord): string => String(nft?.id ?? nftId ?? "");

function minersIn(days: readonly IncomeDay[]): (readonly [string, string])[] {
  const names = new Map<string, string>();
  for (const { incomes } of days) {
    for (const record of incomes ?? []) {
      const id = minerOf(record);
      if (!names.has(id)) names.set(id, record.nft?.name ?? t("miner-unnamed", { id }));
    }
  }
  return [...names].sort(([, a], [, b]) => a.localeCompare(b));
}

/** The sum of what is listed, and its picture. */
function Sum({ days, whole }: { days: readonly IncomeDay[]; whole: boolean }) {
  const { overview } = useSession();
  const price = priceOf("BTC", useStore(overview.view).data?.rates);
  const [unit, other] = useUnits();
  const [chosen, choose] = useState<number>();
  const bars = useMemo(() => [...days].reverse().map((one) => ({ date: one.minedOn ?? "", value: approximate(one.value) ?? 0 })), [days]);
  const shown = chosen === undefined ? undefined : days[days.length - 1 - chosen];
  const value = shown ? shown.value : sumOf(days);
  return (
    <Card class="hero">
      <div class="headline">
        <p class="label">{shown ? t("page-mined-on", { day: day(shown.minedOn, "weekday") }) : t(whole ? "page-days" : "page-days-so-far", { count: days.length })}</p>
        <p class="big">
          <Amount value={value} price={price} unit={unit} />
        </p>
        <p class="sub">
          <span>
            ≈ <Amount value={value} price={price} unit={other} />
          </span>
        </p>
      </div>
      {days.length > 1 && days.length <= 370 && (
        <Chart
          bars={bars}
          label={t("page-chart", { count: bars.length })}
          describe={(index) => `${day(bars[index]?.date, "long")}: ${days[days.length - 1 - index]?.value ?? "0"} BTC`}
          selected={chosen}
          onSelect={choose}
          from={day(bars[0]?.date)}
          to={day(bars.at(-1)?.date)}
        />
      )}
    </Card>
  );
}

/** The days under their months, newest first. */
function Days({ days }: { days: readonly IncomeDay[] }) {
  const { overview, nav } = useSession();
  const price = priceOf("BTC", useStore(overview.view).data?.rates);
  const [unit, other] = useUnits();
  const months = useMemo(() => byMonth(days), [days]);
  if (days.length === 0) return <Card><Empty icon="day" title={t("page-nothing-here")} /></Card>;
  return (
    <>
      {months.map(([month, list]) => (
        <Section key={month} title={day(`${month}-01`, "month")} aside={<Amount value={sumOf(list)} price={price} unit={unit} />}>
          {list.map((one) => (
            <div class="lazy" key={one.minedOn}>
              <Row
                title={day(one.minedOn, "weekday")}
                value={<Amount value={one.value} price={price} unit={unit} />}
                more={<Amount value={one.value} price={price} unit={other} />}
                onPress={one.incomes ? () => nav.open({ name: "day", date: one.minedOn ?? "" }) : undefined}
              />
            </div>
          ))}
        </Section>
      ))}
    </>
  );
}

export function byMonth(days: readonly IncomeDay[]): (readonly [string, readonly IncomeDay[]])[] {
  const months = new Map<string, IncomeDay[]>();
  for (const one of days) {
    const month = one.minedOn?.slice(0, 7) ?? "";
    months.set(month, [...(months.get(month) ?? []), one]);
  }
  return [...months];
}

export function DayScreen({ date }: { date: string }) {
  const { income } = useSession();
  const view = useStore(income.view);
  useEffect(() => void income.freshen(), [income]);
  const found = view.data?.items.find(({ minedOn }) => minedOn === date);
  const oldest = view.data?.items.at(-1)?.minedOn ?? "";
  const deeper = !found && !!view.data?.more && oldest > date;
  useEffect(() => {
    if (deeper && !view.loading) void income.next();
  }, [deeper, view, income]);
  if (!found) {
    return (
      <>
        <Header title={day(date, "long")} />
        <Card class="list">{view.error && !view.loading ? <Trouble error={view.error} onRetry={() => void income.refresh()} /> : !view.data || deeper ? <BoneRows count={5} /> : <Empty icon="day" title={t("page-nothing-here")} />}</Card>
      </>
    );
  }
  const price = approximate(found.incomeStatistic?.btcCourseInUsd);
  return (
    <>
      <Header title={day(date, "long")} />
      <DaySum found={found} price={price} />
      {(found.incomes ?? []).map((record) => (
        <Record key={String(record.id ?? minerOf(record))} record={record} price={price} />
      ))}
      <p class="footnote">{t("page-day-price")}</p>
    </>
  );
}

function DaySum({ found, price }: { found: IncomeDay; price: number | undefined }) {
  const [unit, other] = useUnits();
  return (
    <Card class="hero">
      <div class="headline">
        <p class="label">{t("page-mined-on", { day: day(found.minedOn, "weekday") })}</p>
        <p class="big">
          <Amount value={found.value} price={price} unit={unit} />
        </p>
        <p class="sub">
          <span>
            ≈ <Amount value={found.value} price={price} unit={other} />
          </span>
          {price !== undefined && <span>{t("page-btc-was", { usd: usd(price) })}</span>}
        </p>
      </div>
    </Card>
  );
}

/** What one miner brought: the pool's reward, the fees, and what is left. */
function Record({ record, price }: { record: IncomeRecord; price: number | undefined }) {
  const [unit] = useUnits();
  const part = (value: string | null | undefined, sign = ""): preact.JSX.Element => (
    <>
      {sign}
      <Amount value={value} price={price} unit={unit} />
    </>
  );
  const discount = approximate(record.totalDiscount);
  return (
    <Section title={record.nft?.name ?? t("miner-unnamed", { id: minerOf(record) })} aside={<span class="quiet">{`${plain(record.power)} TH · ${plain(record.energyEfficiency)} W/TH`}</span>}>
      {record.metaData?.poolReward != null && <Row title={t("page-pool-reward")} value={part(record.metaData.poolReward)} />}
      {record.c1Value !== null && <Row title={t("page-electricity")} value={part(record.c1Value, "−")} />}
      {record.c2Value !== null && <Row title={t("page-service")} value={part(record.c2Value, "−")} />}
      {!!discount && <Row title={t("page-discount")} value={percent(discount)} />}
      <Row title={<strong>{t(record.maintenanceByGmt ? "page-gross" : "page-net")}</strong>} value={<strong>{part(record.value)}</strong>} />
      {record.maintenanceByGmt && <p class="quiet">{t("page-paid-in-gomining")}</p>}
      {record.rewardProtection && units(record.value) === 0n && <p class="quiet">{t("page-protected")}</p>}
    </Section>
  );
}

// Income by mined day.

import "./income.css";
import type { ComponentChildren } from "preact";
import { useMemo, useState } from "preact/hooks";
import { firstPage, useList } from "../data/hooks.ts";
import { ownDays, shownDays } from "../data/income.ts";
import type { Pages } from "../data/list.ts";
import type { DaySum } from "../data/list-schemas.ts";
import { type IncomeList, incomeOf } from "../data/lists.ts";
import type { View } from "../data/loader.ts";
import { type Session, useSession } from "../data/session.ts";
import { useStore } from "../data/store.ts";
import { haptic } from "../telegram/haptic.ts";
import { t } from "../text/translate.ts";
import { Card, Columns } from "../ui/card.tsx";
import { Empty } from "../ui/empty.tsx";
import { ExportButtons } from "../ui/export.tsx";
import { Header } from "../ui/header.tsx";
import { ListEnd } from "../ui/list-end.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { BoneList } from "../ui/placeholder.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { IncomeDays } from "./income-days.tsx";
import { IncomeSum } from "./income-sum.tsx";
import { minerName } from "./miner-text.ts";

const PERIODS = [
  ["7", "page-period-7"],
  ["30", "page-period-30"],
  ["90", "page-period-90"],
  ["all", "page-period-all"],
] as const;
type Period = (typeof PERIODS)[number][0];

export default function IncomeScreen() {
  const income = incomeOf(useSession());
  const view = useList(income, firstPage, undefined);
  const some = !!view.data?.items.length;
  return (
    <>
      <Header title={t("page-income")} view={view} aside={some && <ExportButtons />} />
      <Loaded of={income} view={view}>
        {() => (some ? <Chosen /> : <NoIncome />)}
      </Loaded>
    </>
  );
}

const NoIncome = () => (
  <Card class="list">
    <Empty icon="income" title={t("page-no-income")} text={t("page-no-income-text")} />
  </Card>
);

/** The days of a period, of all miners or of one. */
function Chosen() {
  const session = useSession();
  const [period, setPeriod] = useState<Period>("30");
  const [miner, setMiner] = useState("");
  // All days come as far as somebody scrolls.
  const wanted = period === "all" ? 0 : Number(period);
  const income = incomeOf(session, miner);
  const view = useList(income, ({ items }) => items.length >= wanted, wanted);
  const names = useNames(session);
  return (
    <>
      <Segmented<Period>
        label={t("page-period")}
        value={period}
        onChange={setPeriod}
        options={PERIODS.map(([one, name]) => [one, t(name)] as const)}
      />
      <Days income={income} view={view} wanted={wanted} miner={miner}>
        {names.length > 1 && <MinerChoice names={names} value={miner} onChange={setMiner} />}
      </Days>
    </>
  );
}

/** The miners with income on the days that are known. */
function useNames(session: Session): (readonly [id: string, name: string])[] {
  const miners = useStore(incomeOf(session).miners);
  return useMemo(() => miners.map(({ id, name }) => [String(id), minerName(String(id), name)] as const), [miners]);
}

interface DaysProps {
  income: IncomeList;
  view: View<Pages<DaySum>>;
  /** How many days, or 0 for all. */
  wanted: number;
  /** Of one miner, or empty for all. */
  miner: string;
  children: ComponentChildren;
}

function Days({ income, view, wanted, miner, children }: DaysProps) {
  const { data } = view;
  const days = useMemo(() => {
    const listed = wanted ? data?.items.slice(0, wanted) : data?.items;
    return miner ? ownDays(listed ?? []) : shownDays(listed ?? []);
  }, [data, wanted, miner]);
  const whole = !data?.more || (wanted > 0 && data.items.length >= wanted);
  const sum = <IncomeSum days={days} whole={whole} wanted={wanted} />;
  return (
    <Columns
      first={
        <>
          {/* The screen itself says what is wrong with the list of all miners. */}
          {miner ? (
            <Loaded of={income} view={view} waiting={<BoneList count={2} />}>
              {() => sum}
            </Loaded>
          ) : (
            sum
          )}
          {children}
        </>
      }
      second={
        data && (
          <>
            <IncomeDays days={days} />
            <ListEnd of={income} whole={!wanted} />
            <p class="footnote">{t("page-days-utc")}</p>
          </>
        )
      }
    />
  );
}

interface Choice {
  names: (readonly [id: string, name: string])[];
  value: string;
  onChange(id: string): void;
}

function MinerChoice({ names, value, onChange }: Choice) {
  const sorted = [...names].sort(([, a], [, b]) => a.localeCompare(b));
  const change = (id: string): void => {
    haptic.select();
    onChange(id);
  };
  return (
    <label class="card field-row">
      <span>{t("page-miner")}</span>
      <select value={value} onChange={(event) => change(event.currentTarget.value)}>
        <option value="">{t("page-all-miners")}</option>
        {sorted.map(([id, name]) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

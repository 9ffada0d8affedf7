// Income by mined day.

import "./income.css";
import { useMemo, useState } from "preact/hooks";
import { useList } from "../data/hooks.ts";
import { minersIn, shownDays } from "../data/income.ts";
import type { Pages } from "../data/list.ts";
import type { IncomeDay } from "../data/schemas.ts";
import { useSession } from "../data/session.ts";
import { haptic } from "../telegram/haptic.ts";
import { t } from "../text/translate.ts";
import { Card, Columns } from "../ui/card.tsx";
import { Empty } from "../ui/empty.tsx";
import { ExportButtons } from "../ui/export.tsx";
import { Header } from "../ui/header.tsx";
import { ListEnd } from "../ui/list-end.tsx";
import { Loaded } from "../ui/loaded.tsx";
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
  const { income } = useSession();
  const [period, setPeriod] = useState<Period>("30");
  // All days come as far as somebody scrolls.
  const wanted = period === "all" ? 0 : Number(period);
  const view = useList(income, ({ items }) => items.length >= wanted, wanted);
  const some = !!view.data?.items.length;
  return (
    <>
      <Header title={t("page-income")} view={view} aside={some && <ExportButtons />} />
      <Loaded of={income} view={view}>
        {(pages) =>
          some ? (
            <>
              <Segmented<Period>
                label={t("page-period")}
                value={period}
                onChange={setPeriod}
                options={PERIODS.map(([one, name]) => [one, t(name)] as const)}
              />
              <Days pages={pages} wanted={wanted} />
            </>
          ) : (
            <NoIncome />
          )
        }
      </Loaded>
    </>
  );
}

const NoIncome = () => (
  <Card class="list">
    <Empty icon="income" title={t("page-no-income")} text={t("page-no-income-text")} />
  </Card>
);

/** `wanted`: how many days, or 0 for all. */
function Days({ pages, wanted }: { pages: Pages<IncomeDay>; wanted: number }) {
  const { income } = useSession();
  const [miner, setMiner] = useState("");
  const { items, more } = pages;
  const listed = useMemo(() => (wanted ? items.slice(0, wanted) : items), [items, wanted]);
  const days = useMemo(() => shownDays(listed, miner), [listed, miner]);
  const names = useMemo(() => [...minersIn(items)].map(([id, name]) => [id, minerName(id, name)] as const), [items]);
  const whole = !more || (wanted > 0 && listed.length >= wanted);
  return (
    <Columns
      first={
        <>
          <IncomeSum days={days} whole={whole} wanted={wanted} />
          {names.length > 1 && <MinerChoice names={names} value={miner} onChange={setMiner} />}
        </>
      }
      second={
        <>
          <IncomeDays days={days} />
          <ListEnd of={income} whole={!wanted} />
          <p class="footnote">{t("page-days-utc")}</p>
        </>
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

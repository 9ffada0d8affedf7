// The portfolio on one screen.

import "./overview.css";
import { useShown } from "../data/hooks.ts";
import type { Overview } from "../data/schemas.ts";
import { useSession } from "../data/session.ts";
import { number, plain } from "../text/formats.ts";
import { t } from "../text/translate.ts";
import { Card, Columns } from "../ui/card.tsx";
import { Empty } from "../ui/empty.tsx";
import { Header } from "../ui/header.tsx";
import { Icon } from "../ui/icons.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { NetEstimate } from "../ui/net-estimate.tsx";
import { Row } from "../ui/row.tsx";
import { Balances } from "./balances.tsx";
import { LastDays } from "./overview-days.tsx";
import { OverviewPlaceholder } from "./overview-placeholder.tsx";

export function OverviewScreen() {
  const { overview, nav } = useSession();
  const view = useShown(overview);
  const settings = (
    <button type="button" class="round" aria-label={t("page-settings")} onClick={() => nav.open({ name: "settings" })}>
      <Icon name="gear" />
    </button>
  );
  return (
    <>
      <Header title={t("page-overview")} view={view} aside={settings} />
      <Loaded of={overview} view={view} waiting={<OverviewPlaceholder />}>
        {(data) => <Portfolio data={data} />}
      </Loaded>
    </>
  );
}

const Portfolio = ({ data }: { data: Overview }) => (
  <Columns
    first={
      <Card class="hero">{data.days.length ? <LastDays data={data} /> : <NothingYet miners={data.miners} />}</Card>
    }
    second={
      <>
        <Power data={data} />
        <NetEstimate net={data.netToday} at={Date.parse(data.figuresAsOf)} />
        <Balances data={data} />
        <Links />
      </>
    }
  />
);

const NothingYet = ({ miners }: { miners: number }) =>
  miners ? (
    <Empty icon="income" title={t("page-no-income")} text={t("page-no-income-text")} />
  ) : (
    <Empty icon="income" title={t("page-no-miners")} text={t("page-no-miners-text")} />
  );

function Links() {
  const { nav } = useSession();
  return (
    <div class="card list">
      <Row
        icon="calculator"
        title={t("page-calculator")}
        note={t("page-calculator-note")}
        onPress={() => nav.open({ name: "calculator" })}
      />
      <Row
        icon="crown"
        title={t("page-incentives")}
        note={t("page-incentives-note")}
        onPress={() => nav.open({ name: "incentives" })}
      />
    </div>
  );
}

function Power({ data }: { data: Overview }) {
  const { nav } = useSession();
  const facts = [
    [t("page-power"), plain(data.power), "TH"],
    [t("page-efficiency"), plain(data.efficiency, 1), "W/TH"],
    [t("page-miners"), number(data.miners, 0), ""],
  ] as const;
  return (
    <button type="button" class="card power" onClick={() => nav.to("miners")}>
      {facts.map(([name, value, unit]) => (
        <span key={name}>
          <span class="label">{name}</span>
          <strong>
            {value} {unit && <small class="unit">{unit}</small>}
          </strong>
        </span>
      ))}
      <Icon name="next" class="row-next" />
    </button>
  );
}

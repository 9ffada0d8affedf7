// The table of VIP levels: what each one asks for and gives, and which one the person has.

import "./incentives.css";
import { approximate } from "../data/decimal.ts";
import { useShown } from "../data/hooks.ts";
import { byPower, type Standing, standing } from "../data/incentives.ts";
import type { Level } from "../data/list-schemas.ts";
import { incentivesOf } from "../data/lists.ts";
import { useSession } from "../data/session.ts";
import { number, percent, plain } from "../text/formats.ts";
import { t } from "../text/translate.ts";
import { Card, Columns, Section } from "../ui/card.tsx";
import { Empty } from "../ui/empty.tsx";
import { Header } from "../ui/header.tsx";
import { Headline, Sums } from "../ui/headline.tsx";
import { Icon } from "../ui/icons.tsx";
import { Loaded } from "../ui/loaded.tsx";

export default function IncentivesScreen() {
  const session = useSession();
  const incentives = incentivesOf(session);
  const view = useShown(incentives);
  const power = approximate(useShown(session.overview).data?.power) ?? 0;
  return (
    <>
      <Header title={t("page-incentives")} view={view} />
      <Loaded of={incentives} view={view}>
        {({ levels }) => (levels?.length ? <Levels levels={byPower(levels)} power={power} /> : <NoLevels />)}
      </Loaded>
    </>
  );
}

const NoLevels = () => (
  <Card>
    <Empty icon="crown" title={t("vip-none")} />
  </Card>
);

function Levels({ levels, power }: { levels: readonly Level[]; power: number }) {
  const stand = standing(levels, power);
  return (
    <Columns
      first={
        <>
          <Own level={levels[stand.own]} stand={stand} power={power} />
          <p class="footnote">{t("vip-cashback")}</p>
        </>
      }
      second={
        <Section title={t("page-levels")}>
          <div class="ladder" role="table" aria-label={t("page-levels")}>
            <Head />
            {levels.map((level, at) => (
              <Rung key={level.level} level={level} own={at === stand.own} reached={at <= stand.own} />
            ))}
          </div>
        </Section>
      }
    />
  );
}

function Own({ level, stand, power }: { level: Level | undefined; stand: Standing; power: number }) {
  return (
    <Card class="hero vip">
      <Headline label={t("page-your-level")} note={t("page-by-power", { power: `${number(power)} TH` })}>
        {level?.level ?? "—"}
      </Headline>
      {stand.next && <Progress stand={stand} next={stand.next} />}
      <Sums
        of={[
          [t("page-fees"), `−${percent(level?.maintenanceDiscount ?? "0")}`],
          [t("page-card"), percent(level?.cardCashback)],
          [t("page-travel"), percent(level?.travelCashback)],
        ]}
      />
    </Card>
  );
}

function Progress({ stand, next }: { stand: Standing; next: Level }) {
  const level = next.level ?? "";
  return (
    <div class="progress">
      <div
        class="progress-bar"
        role="progressbar"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(stand.done * 100)}
        aria-label={t("page-way-to", { level })}
      >
        <span style={{ width: `${Math.max(2, stand.done * 100)}%` }} />
      </div>
      <p class="quiet">{t("vip-next", { power: `${number(stand.missing)} TH`, level })}</p>
    </div>
  );
}

const Head = () => (
  <div class="rung rung-head" role="row">
    {(["page-level", "page-from", "page-fees", "page-card", "page-travel"] as const).map((name) => (
      <span key={name} role="columnheader">
        {t(name)}
      </span>
    ))}
  </div>
);

function Rung({ level, own, reached }: { level: Level; own: boolean; reached: boolean }) {
  const figures = [
    `${plain(level.minPower)} TH`,
    percent(level.maintenanceDiscount),
    percent(level.cardCashback),
    percent(level.travelCashback),
  ];
  return (
    <div
      class={`rung ${own ? "own" : ""} ${reached ? "reached" : ""}`}
      role="row"
      aria-current={own ? "true" : undefined}
    >
      <span role="cell" class="rung-name">
        {level.level}
        {own && <Icon name="check" />}
      </span>
      {figures.map((figure, at) => (
        <span key={at} role="cell" class="figure">
          {figure}
        </span>
      ))}
    </div>
  );
}

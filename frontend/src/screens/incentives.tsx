// The VIP ladder: what each level asks for and gives, and where the person stands.

import { useEffect } from "preact/hooks";
import { approximate } from "../decimal.ts";
import { number, percent, plain } from "../format.ts";
import { useSession, type Incentives } from "../session.ts";
import { useStore } from "../store.ts";
import { t } from "../words.ts";
import { Header } from "../ui/header.tsx";
import { Icon } from "../ui/icons.tsx";
import { BoneRows, Card, Empty, Section, Trouble } from "../ui/parts.tsx";

type Level = NonNullable<Incentives["levels"]>[number];

export interface Standing {
  own: number;
  next: Level | undefined;
  missing: number;
  /** How much of the way from the own level to the next one is done. */
  done: number;
}

/** Where so many TH stand on the ladder; votes, which count too, are not known here. */
export function standing(levels: readonly Level[], power: number): Standing {
  const needs = levels.map(({ minPower }) => approximate(minPower) ?? Number.POSITIVE_INFINITY);
  const own = needs.filter((need) => need <= power).length - 1;
  const next = levels[own + 1];
  const [from, to] = [needs[own] ?? 0, needs[own + 1] ?? power];
  return { own, next, missing: Math.max(0, to - power), done: to > from ? (power - from) / (to - from) : 1 };
}

export function IncentivesScreen() {
  const { incentives, overview } = useSession();
  const view = useStore(incentives.view);
  const power = approximate(useStore(overview.view).data?.power) ?? 0;
  useEffect(() => void incentives.freshen(), [incentives]);
  const levels = [...(view.data?.levels ?? [])].sort((a, b) => (approximate(a.minPower) ?? 0) - (approximate(b.minPower) ?? 0));
  const stand = standing(levels, power);
  return (
    <>
      <Header title={t("page-incentives")} view={view} />
      {!view.data ? (
        <Card class="list">{view.error && !view.loading ? <Trouble error={view.error} onRetry={() => void incentives.refresh()} /> : <BoneRows count={7} />}</Card>
      ) : levels.length === 0 ? (
        <Card>
          <Empty icon="crown" title={t("vip-none")} />
        </Card>
      ) : (
        <div class="columns">
          <div class="stack">
            <Own level={levels[stand.own]} stand={stand} power={power} />
            <p class="footnote">{t("vip-cashback")}</p>
          </div>
          <div class="stack">
            <Section title={t("page-levels")}>
              <div class="ladder" role="table" aria-label={t("page-levels")}>
                <div class="rung rung-head" role="row">
                  {["page-level", "page-from", "page-fees", "page-card", "page-travel"].map((name) => (
                    <span key={name} role="columnheader">
                      {t(name)}
                    </span>
                  ))}
                </div>
                {levels.map((level, at) => (
                  <Rung key={level.level} level={level} own={at === stand.own} reached={at <= stand.own} />
                ))}
              </div>
            </Section>
          </div>
        </div>
      )}
    </>
  );
}

function Own({ level, stand, power }: { level: Level | undefined; stand: Standing; power: number }) {
  return (
    <Card class="hero vip">
      <div class="headline">
        <p class="label">{t("page-your-level")}</p>
        <p class="big">{level?.level ?? "—"}</p>
        <p class="sub">{t("page-by-power", { power: `${number(power)} TH` })}</p>
      </div>
      {stand.next && (
        <div class="progress">
          <div class="progress-bar" role="progressbar" aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(stand.done * 100)} aria-label={t("page-way-to", { level: stand.next.level ?? "" })}>
            <span style={{ width: `${Math.max(2, stand.done * 100)}%` }} />
          </div>
          <p class="quiet">{t("vip-next", { power: `${number(stand.missing)} TH`, level: stand.next.level ?? "" })}</p>
        </div>
      )}
      <dl class="sums">
        <div>
          <dt>{t("page-fees")}</dt>
          <dd class="figure">−{percent(level?.maintenanceDiscount ?? "0")}</dd>
        </div>
        <div>
          <dt>{t("page-card")}</dt>
          <dd class="figure">{percent(level?.cardCashback)}</dd>
        </div>
        <div>
          <dt>{t("page-travel")}</dt>
          <dd class="figure">{percent(level?.travelCashback)}</dd>
        </div>
      </dl>
    </Card>
  );
}

function Rung({ level, own, reached }: { level: Level; own: boolean; reached: boolean }) {
  return (
    <div class={`rung ${own ? "own" : ""} ${reached ? "reached" : ""}`} role="row" aria-current={own ? "true" : undefined}>
      <span role="cell" class="rung-name">
        {level.level}
        {own && <Icon name="check" />}
      </span>
      <span role="cell" class="figure">{plain(level.minPower)} TH</span>
      <span role="cell" class="figure">{percent(level.maintenanceDiscount)}</span>
      <span role="cell" class="figure">{percent(level.cardCashback)}</span>
      <span role="cell" class="figure">{percent(level.travelCashback)}</span>
    </div>
  );
}

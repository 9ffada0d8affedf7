// The portfolio in one look.

import { useState } from "preact/hooks";
import { approximate, sum, units } from "../decimal.ts";
import { amount, day, number, percent, plain, usd } from "../format.ts";
import { useSession, type Overview } from "../session.ts";
import { useStore } from "../store.ts";
import { t } from "../words.ts";
import { Chart } from "../ui/chart.tsx";
import { Header } from "../ui/header.tsx";
import { Icon } from "../ui/icons.tsx";
import { Amount, priceOf, useUnits, worth } from "../ui/money.tsx";
import { Bone, Card, Empty, Row, Section, Trouble } from "../ui/parts.tsx";

export function OverviewScreen() {
  const { overview, nav } = useSession();
  const view = useStore(overview.view);
  const gear = (
    <button type="button" class="round" aria-label={t("page-settings")} onClick={() => nav.open({ name: "settings" })}>
      <Icon name="gear" />
    </button>
  );
  return (
    <>
      <Header title={t("page-overview")} view={view} aside={gear} />
      {view.data ? (
        <Portfolio data={view.data} />
      ) : view.error && !view.loading ? (
        <Card>
          <Trouble error={view.error} onRetry={() => void overview.refresh()} />
        </Card>
      ) : (
        <Skeleton />
      )}
    </>
  );
}

function Portfolio({ data }: { data: Overview }) {
  const { nav } = useSession();
  return (
    <div class="columns">
      <div class="stack">
        <Card class="hero">{data.days.length ? <Net data={data} /> : <NothingYet data={data} />}</Card>
      </div>
      <div class="stack">
        <Power data={data} />
        <Balances data={data} />
        <div class="card list">
          <Row icon="calculator" title={t("page-calculator")} note={t("page-calculator-note")} onPress={() => nav.open({ name: "calculator" })} />
          <Row icon="crown" title={t("page-incentives")} note={t("page-incentives-note")} onPress={() => nav.open({ name: "incentives" })} />
        </div>
      </div>
    </div>
  );
}

const NothingYet = ({ data }: { data: Overview }) => (
  <Empty icon="income" title={data.miners ? t("page-no-income") : t("page-no-miners")} text={data.miners ? t("page-no-income-text") : t("page-no-miners-text")} />
);

/** The day under the finger, or the last one; below it the sums. */
function Net({ data }: { data: Overview }) {
  const [chosen, choose] = useState<number>();
  const [unit, other] = useUnits();
  const price = priceOf("BTC", data.rates);
  const at = chosen !== undefined && chosen < data.days.length ? chosen : data.days.length - 1;
  const shown = data.days[at];
  const before = data.days[at - 1];
  if (!shown) return null;
  const describe = (index: number): string => {
    const { date, value } = data.days[index] ?? shown;
    return `${day(date, "long")}: ${amount(value, "BTC")} BTC, ${usd(worth(value, price))}`;
  };
  const sums = [
    [t("page-week"), data.week],
    [t("page-month"), data.month],
    [t("page-ever"), data.total],
  ] as const;
  return (
    <>
      <div class="headline">
        <p class="label">{t("page-net-on", { day: day(shown.date, "weekday") })}</p>
        <p class="big">
          <Amount value={shown.value} price={price} unit={unit} />
        </p>
        <p class="sub">
          <span>
            ≈ <Amount value={shown.value} price={price} unit={other} />
          </span>
          <Change now={shown.value} before={before?.value} />
        </p>
      </div>
      <Chart
        bars={data.days.map(({ date, value }) => ({ date, value: approximate(value) ?? 0 }))}
        label={t("page-chart", { count: data.days.length })}
        describe={describe}
        selected={chosen}
        onSelect={choose}
        from={day(data.days[0]?.date)}
        to={day(data.days.at(-1)?.date)}
      />
      <dl class="sums">
        {sums.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <Amount value={value} price={price} unit={unit} bare />
              <span class="row-note">
                <Amount value={value} price={price} unit={other} bare />
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Change({ now, before }: { now: string; before: string | undefined }) {
  const [a, b] = [approximate(now), approximate(before)];
  if (a === undefined || !b) return null;
  const change = a / b - 1;
  const up = change >= 0;
  return (
    <span class="change" title={t("page-change")}>
      <span aria-hidden="true">{up ? "↑" : "↓"} </span>
      <span class="visually-hidden">{t(up ? "page-more-than-before" : "page-less-than-before")} </span>
      {percent(Math.abs(change))}
    </span>
  );
}

function Power({ data }: { data: Overview }) {
  const { nav } = useSession();
  return (
    <button type="button" class="card power" onClick={() => nav.to("miners")}>
      <span>
        <span class="label">{t("page-power")}</span>
        <strong>
          {plain(data.power)} <small class="unit">TH</small>
        </strong>
      </span>
      <span>
        <span class="label">{t("page-efficiency")}</span>
        <strong>
          {plain(data.efficiency, 1)} <small class="unit">W/TH</small>
        </strong>
      </span>
      <span>
        <span class="label">{t("page-miners")}</span>
        <strong>{number(data.miners, 0)}</strong>
      </span>
      <Icon name="next" class="row-next" />
    </button>
  );
}

/** Balances that hold something, in the order of what they are worth. */
export function Balances({ data, all = false }: { data: Overview; all?: boolean }) {
  const { nav } = useSession();
  const held = data.balances.filter(({ value }) => all || (units(value) ?? 0n) > 0n);
  const worths = held.map(({ currency, value }) => worth(value, priceOf(currency, data.rates)));
  const order = held.map((_, at) => at).sort((a, b) => (worths[b] ?? 0) - (worths[a] ?? 0));
  const total = worths.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  return (
    <Section title={t("page-balances")} aside={total > 0 && <span class="figure">{usd(total)}</span>}>
      {order.map((at) => {
        const { currency, value } = held[at] ?? {};
        return (
          <Row
            key={currency}
            mark={(currency ?? "?").slice(0, 1)}
            title={currency ?? "—"}
            value={<span class="figure">{amount(value, currency)}</span>}
            more={worths[at] === undefined ? undefined : usd(worths[at])}
          />
        );
      })}
      {held.length === 0 && <p class="quiet">{t("balances-empty")}</p>}
      {!all && !data.bitcoinAddress && <Row icon="shield" title={t("page-bind-first")} note={t("page-bind-first-note")} onPress={() => nav.open({ name: "bitcoin" })} />}
    </Section>
  );
}

/** Sums are only ever of what is shown. */
export const sumOf = (days: readonly { value: string | null }[]): string => sum(days.map(({ value }) => value));

/** The same places as the portfolio, so that nothing moves when it comes. */
export function Skeleton() {
  return (
    <div class="columns" aria-busy="true" aria-label={t("page-loading")}>
      <div class="stack">
        <Card class="hero">
          <div class="headline">
            <p class="label">
              <Bone width="120px" />
            </p>
            <p class="big">
              <Bone width="220px" />
            </p>
            <p class="sub">
              <Bone width="96px" />
            </p>
          </div>
          <div class="chart">
            <Bone width="100%" height="112px" />
            <figcaption>
              <Bone width="40px" />
            </figcaption>
          </div>
          <dl class="sums">
            {[0, 1, 2].map((at) => (
              <div key={at}>
                <dt>
                  <Bone width="40px" />
                </dt>
                <dd>
                  <Bone width="80px" />
                  <span class="row-note">
                    <Bone width="48px" />
                  </span>
                </dd>
              </div>
            ))}
          </dl>
        </Card>
      </div>
      <div class="stack">
        <div class="card power">
          {[0, 1, 2].map((at) => (
            <span key={at}>
              <span class="label">
                <Bone width="48px" />
              </span>
              <strong>
                <Bone width="64px" />
              </strong>
            </span>
          ))}
        </div>
      </div>
    </div>
  );
}


// Rates, and what mining brings at today's figures.

import { useMemo, useState } from "preact/hooks";
import { calculate, economics, type Economics } from "../calculator.ts";
import { approximate } from "../decimal.ts";
import { number, percent, usd } from "../format.ts";
import { useSession } from "../session.ts";
import { useStore } from "../store.ts";
import { haptic } from "../telegram.ts";
import { t } from "../words.ts";
import { Header } from "../ui/header.tsx";
import { BoneRows, Card, Row, Section, Trouble } from "../ui/parts.tsx";

const MOST = 5000; // TH, the largest miner there is
const BEST = 12; // W/TH, the best that is sold
const WORST = 50;
const STEPS = 200;

export function CalculatorScreen() {
  const { overview } = useSession();
  const view = useStore(overview.view);
  const terms = economics(view.data?.incomePerTh);
  return (
    <>
      <Header title={t("page-calculator")} view={view} />
      {!view.data ? (
        <Card class="list">{view.error && !view.loading ? <Trouble error={view.error} onRetry={() => void overview.refresh()} /> : <BoneRows count={6} />}</Card>
      ) : (
        <div class="columns">
          <div class="stack">
            {terms ? (
              <Calculator terms={terms} power={approximate(view.data.power) ?? 0} efficiency={approximate(view.data.efficiency)} />
            ) : (
              <Card>
                <p class="quiet">{t("error-figures")}</p>
              </Card>
            )}
          </div>
          <div class="stack">
            <Section title={t("page-rates")}>
              {view.data.rates.map(({ symbol, price }) => (
                <Row key={symbol} mark={(symbol ?? "?").slice(0, 1)} title={symbol ?? "—"} value={<span class="figure">{usd(approximate(price))}</span>} />
              ))}
              {view.data.rates.length === 0 && <p class="quiet">{t("rates-none")}</p>}
            </Section>
            {terms && <PerTh terms={terms} />}
          </div>
        </div>
      )}
      <p class="footnote">{t("page-assumed")}</p>
    </>
  );
}

/** The slider runs over decades: a miner has one TH or five thousand. */
const powerAt = (step: number): number => {
  const value = MOST ** (step / STEPS);
  return value < 10 ? Math.round(value * 2) / 2 : value < 100 ? Math.round(value) : Math.round(value / 10) * 10;
};
const stepOf = (power: number): number => Math.round((Math.log(Math.min(MOST, Math.max(1, power))) / Math.log(MOST)) * STEPS);

function Calculator({ terms, power: own, efficiency: ownEfficiency }: { terms: Economics; power: number; efficiency: number | undefined }) {
  // What the person has is exact; the slider's own steps begin when it is moved.
  const [power, setPower] = useState(own || 100);
  const [efficiency, setEfficiency] = useState(ownEfficiency ?? 15);
  const [discount, setDiscount] = useState(0);
  const result = useMemo(() => calculate(terms, power, efficiency, discount / 100), [terms, power, efficiency, discount]);
  const price = terms.btcPrice;
  return (
    <>
      <Card class="hero">
        <div class="headline">
          <p class="label">{t("page-net-per-day")}</p>
          <p class="big figure">{usd(result.net)}</p>
          <p class="sub">{price ? `≈ ${number(result.net / price, 8)} BTC` : " "}</p>
        </div>
        <dl class="sums">
          <div>
            <dt>{t("page-30-days")}</dt>
            <dd class="figure">{usd(result.net * 30)}</dd>
          </div>
          <div>
            <dt>{t("page-365-days")}</dt>
            <dd class="figure">{usd(result.net * 365)}</dd>
          </div>
        </dl>
        {result.loses && <p class="trouble-line">{t("calc-loses")}</p>}
      </Card>
      <Card class="sliders">
        <Slider label={t("page-power")} text={`${number(power)} TH`} min={0} max={STEPS} step={1} value={stepOf(power)} onInput={(step) => setPower(powerAt(step))} />
        <Slider label={t("page-efficiency")} text={`${number(efficiency, 1)} W/TH`} min={BEST} max={WORST} step={0.5} value={efficiency} onInput={setEfficiency} />
        <Slider label={t("page-discount-on-fees")} text={percent(discount / 100)} min={0} max={30} step={0.5} value={discount} onInput={setDiscount} />
      </Card>
      <Section title={t("page-a-day")}>
        <Row title={t("page-gross")} value={<span class="figure">{usd(result.gross)}</span>} />
        <Row title={t("page-electricity")} value={<span class="figure">−{usd(result.electricity)}</span>} />
        <Row title={t("page-service")} value={<span class="figure">−{usd(result.service)}</span>} />
        {result.forgiven > 0 && <Row title={t("page-discount")} value={<span class="figure">+{usd(result.forgiven)}</span>} />}
        <Row title={<strong>{t("page-net")}</strong>} value={<strong class="figure">{usd(result.net)}</strong>} />
      </Section>
      <Section title={t("page-break-even")}>
        {result.breakEven !== undefined && <Row title={t("page-break-even-efficiency")} note={t("page-break-even-efficiency-note")} value={<span class="figure">{number(result.breakEven, 1)} W/TH</span>} />}
        {result.breakEvenPrice !== undefined && <Row title={t("page-break-even-price")} note={t("page-break-even-price-note")} value={<span class="figure">{usd(Math.round(result.breakEvenPrice))}</span>} />}
      </Section>
    </>
  );
}

function Slider({ label, text, onInput, ...range }: { label: string; text: string; min: number; max: number; step: number; value: number; onInput(value: number): void }) {
  const move = (value: number): void => {
    haptic.select();
    onInput(value);
  };
  const done = (range.value - range.min) / (range.max - range.min);
  // No <output>: a label names the first thing in it that can be named.
  return (
    <label class="slider">
      <span>
        {label}
        <span class="figure">{text}</span>
      </span>
      <input type="range" {...range} style={{ "--done": `${Math.min(1, Math.max(0, done)) * 100}%` }} aria-valuetext={text} onInput={(event) => move(event.currentTarget.valueAsNumber)} />
    </label>
  );
}

function PerTh({ terms }: { terms: Economics }) {
  return (
    <Section title={t("page-per-th")}>
      <Row title={t("page-gross")} value={<span class="figure">{usd(terms.gross)}</span>} />
      <Row title={t("page-electricity-watt")} value={<span class="figure">{usd(terms.electricity)}</span>} />
      <Row title={t("page-service")} value={<span class="figure">{usd(terms.service)}</span>} />
    </Section>
  );
}

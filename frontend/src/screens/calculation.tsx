// Choose a power, an efficiency and a discount, and see what a day nets.

import "./calculation.css";
import { useMemo, useState } from "preact/hooks";
import { calculate, type Economics, ofOwn, type Calculation as Result } from "../data/calculator.ts";
import { approximate } from "../data/decimal.ts";
import { powerScale } from "../data/power-scale.ts";
import type { NetDay } from "../data/schemas.ts";
import { number, percent, usd } from "../text/formats.ts";
import { t } from "../text/translate.ts";
import { Card, Section } from "../ui/card.tsx";
import { Headline, Sums } from "../ui/headline.tsx";
import { NetNote } from "../ui/net-estimate.tsx";
import { Figure, FigureRow, Row } from "../ui/row.tsx";
import { Slider } from "../ui/slider.tsx";

const BEST = 12; // W/TH, the best that is sold
const WORST = 50;

interface Props {
  terms: Economics;
  /** What the person has, which the sliders start at: TH and W/TH. */
  power: number;
  efficiency: number | undefined;
  /** What the person's own miners net, shown until a slider is moved. */
  net: NetDay | null;
}

export function Calculation({ terms, power: own, efficiency: ownEfficiency, net }: Props) {
  const [power, setPower] = useState(own || 100);
  const [efficiency, setEfficiency] = useState(ownEfficiency ?? 15);
  const [discount, setDiscount] = useState((approximate(net?.discount) ?? 0) * 100);
  const [moved, setMoved] = useState(false);
  const scale = useMemo(() => powerScale(own), [own]);
  const result = useMemo(() => {
    const calculated = calculate(terms, power, efficiency, discount / 100);
    return moved || !net ? calculated : ofOwn(calculated, net);
  }, [terms, power, efficiency, discount, moved, net]);
  const move =
    (set: (value: number) => void) =>
    (value: number): void => {
      setMoved(true);
      set(value);
    };
  return (
    <>
      <Net result={result} btcPrice={terms.btcPrice} />
      {net && !moved && <NetNote net={net} />}
      <Card class="sliders">
        <Slider
          label={t("page-power")}
          text={`${number(power)} TH`}
          range={[0, scale.steps, 1]}
          value={scale.stepOf(power)}
          onInput={move((step) => setPower(scale.powerAt(step)))}
        />
        <Slider
          label={t("page-efficiency")}
          text={`${number(efficiency, 1)} W/TH`}
          range={[BEST, WORST, 0.5]}
          value={efficiency}
          onInput={move(setEfficiency)}
        />
        <Slider
          label={t("page-discount-on-fees")}
          text={percent(discount / 100)}
          range={[0, 30, 0.5]}
          value={discount}
          onInput={move(setDiscount)}
        />
      </Card>
      <Parts result={result} />
      <BreakEven result={result} />
    </>
  );
}

const Net = ({ result, btcPrice }: { result: Result; btcPrice: number | undefined }) => (
  <Card class="hero">
    <Headline label={t("page-net-per-day")} note={btcPrice ? `≈ ${number(result.net / btcPrice, 8)} BTC` : " "} figure>
      {usd(result.net)}
    </Headline>
    <Sums
      of={[
        [t("page-30-days"), usd(result.net * 30)],
        [t("page-365-days"), usd(result.net * 365)],
      ]}
    />
    {result.loses && <p class="trouble-line">{t("calc-loses")}</p>}
  </Card>
);

const Parts = ({ result }: { result: Result }) => (
  <Section title={t("page-a-day")}>
    <FigureRow title={t("page-gross")}>{usd(result.gross)}</FigureRow>
    <FigureRow title={t("page-electricity")}>−{usd(result.electricity)}</FigureRow>
    <FigureRow title={t("page-service")}>−{usd(result.service)}</FigureRow>
    {result.notCharged >= 0.005 && <FigureRow title={t("page-not-charged")}>+{usd(result.notCharged)}</FigureRow>}
    {result.forgiven > 0 && <FigureRow title={t("page-discount")}>+{usd(result.forgiven)}</FigureRow>}
    <Row
      title={<strong>{t("page-net")}</strong>}
      value={
        <strong>
          <Figure>{usd(result.net)}</Figure>
        </strong>
      }
    />
  </Section>
);

const BreakEven = ({ result: { breakEven, breakEvenPrice } }: { result: Result }) => (
  <Section title={t("page-break-even")}>
    {breakEven !== undefined && (
      <p class="quiet">{t("calc-break-even", { efficiency: `${number(breakEven, 2)}\u00a0W/TH` })}</p>
    )}
    {breakEvenPrice !== undefined && (
      <FigureRow title={t("page-break-even-price")} note={t("page-break-even-price-note")}>
        {usd(Math.round(breakEvenPrice))}
      </FigureRow>
    )}
  </Section>
);

// Choose a power, an efficiency and a discount, and see what a day nets.

import "./calculation.css";
import { useMemo, useState } from "preact/hooks";
import { calculate, type Economics, ofOwn, type Calculation as Result } from "../data/calculator.ts";
import { approximate } from "../data/decimal.ts";
import { powerScale } from "../data/power-scale.ts";
import type { NetDay } from "../data/schemas.ts";
import { number, percent, usd } from "../text/formats.ts";
import { t } from "../text/translate.ts";
import { Action } from "../ui/action.tsx";
import { Card, Section } from "../ui/card.tsx";
import { Headline, Sums } from "../ui/headline.tsx";
import { NetNote } from "../ui/net-estimate.tsx";
import { NumberField } from "../ui/number-field.tsx";
import { Figure, FigureRow, Row } from "../ui/row.tsx";
import { Slider } from "../ui/slider.tsx";

const BEST = 12; // W/TH, the best that is sold
const WORST = 50;
const MOST_POWER = 10_000_000; // TH; as in the chat, like the next one
const MOST_EFFICIENCY = 1000; // W/TH

interface Props {
  terms: Economics;
  /** What the person has, which the sliders start at: TH and W/TH. */
  power: number;
  efficiency: number | undefined;
  /** What the person's own miners net, shown until something else is chosen. */
  net: NetDay | null;
}

export function Calculation({ terms, power: own, efficiency: ownEfficiency, net }: Props) {
  const start = { power: own || 100, efficiency: ownEfficiency ?? 15, discount: discountOf(net) };
  const [chosen, choose] = useState<Chosen>();
  const { power, efficiency, discount } = chosen ?? start;
  const result = useMemo(() => {
    const calculated = calculate(terms, power, efficiency, discount / 100);
    return chosen || !net ? calculated : ofOwn(calculated, net);
  }, [terms, power, efficiency, discount, chosen, net]);
  return (
    <>
      <Net result={result} btcPrice={terms.btcPrice} />
      {net && !chosen && <NetNote net={net} />}
      <Choices own={own} chosen={{ power, efficiency, discount }} onChoose={choose} />
      {chosen && own > 0 && <Action onPress={() => choose(undefined)}>{t("button-calc-own")}</Action>}
      <Parts result={result} />
      <BreakEven result={result} />
    </>
  );
}

/** Per cent. */
const discountOf = (net: NetDay | null): number => (approximate(net?.discount) ?? 0) * 100;

interface Chosen {
  power: number;
  efficiency: number;
  discount: number;
}

interface ChoicesProps {
  own: number;
  chosen: Chosen;
  onChoose(chosen: Chosen): void;
}

/** Each figure by a slider for what is usual, and by keyboard for everything. */
function Choices({ own, chosen, onChoose }: ChoicesProps) {
  const scale = useMemo(() => powerScale(own), [own]);
  const { power, efficiency, discount } = chosen;
  const set = (name: keyof Chosen) => (value: number) => onChoose({ ...chosen, [name]: value });
  const names = [t("page-power"), t("page-efficiency"), t("page-discount-on-fees")] as const;
  return (
    <Card class="sliders">
      <Slider
        label={names[0]}
        text={`${number(power)} TH`}
        range={[0, scale.steps, 1]}
        value={scale.stepOf(power)}
        onInput={(step) => set("power")(scale.powerAt(step))}
      />
      <NumberField label={names[0]} unit="TH" value={power} limits={[0.01, MOST_POWER]} onValue={set("power")} />
      <Slider
        label={names[1]}
        text={`${number(efficiency, 1)} W/TH`}
        range={[BEST, WORST, 0.5]}
        value={efficiency}
        onInput={set("efficiency")}
      />
      <NumberField
        label={names[1]}
        unit="W/TH"
        value={efficiency}
        limits={[0.1, MOST_EFFICIENCY]}
        onValue={set("efficiency")}
      />
      <Slider
        label={names[2]}
        text={percent(discount / 100)}
        range={[0, 30, 0.5]}
        value={discount}
        onInput={set("discount")}
      />
      <NumberField label={names[2]} unit="%" value={discount} limits={[0, 100]} onValue={set("discount")} />
    </Card>
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

// Rates, and what mining brings at today's figures.

import { type Economics, economics } from "../data/calculator.ts";
import { approximate } from "../data/decimal.ts";
import { useShown } from "../data/hooks.ts";
import type { Rates } from "../data/prices.ts";
import { useSession } from "../data/session.ts";
import { usd } from "../text/formats.ts";
import { t } from "../text/translate.ts";
import { Card, Columns, Section } from "../ui/card.tsx";
import { Header } from "../ui/header.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { ProjectionNotice } from "../ui/projection.tsx";
import { Figure, FigureRow, Row } from "../ui/row.tsx";
import { Calculation } from "./calculation.tsx";

export default function CalculatorScreen() {
  const { overview } = useSession();
  const view = useShown(overview);
  return (
    <>
      <Header title={t("page-calculator")} view={view} />
      <Loaded of={overview} view={view}>
        {({ incomePerTh, power, efficiency, rates, netToday, figuresAsOf }) => {
          const terms = economics(incomePerTh);
          return (
            <>
              <Columns
                first={
                  terms ? (
                    <Calculation
                      terms={terms}
                      power={approximate(power) ?? 0}
                      efficiency={approximate(efficiency)}
                      net={netToday}
                    />
                  ) : (
                    <Unknown />
                  )
                }
                second={
                  <>
                    <RateList rates={rates} />
                    {terms && <PerTh terms={terms} />}
                  </>
                }
              />
              {terms && <ProjectionNotice at={Date.parse(figuresAsOf)} />}
            </>
          );
        }}
      </Loaded>
    </>
  );
}

const Unknown = () => (
  <Card class="list">
    <p class="quiet">{t("error-figures")}</p>
  </Card>
);

const RateList = ({ rates }: { rates: Rates }) => (
  <Section title={t("page-rates")}>
    {rates.map(({ symbol, price }) => (
      <Row
        key={symbol}
        mark={(symbol ?? "?").slice(0, 1)}
        title={symbol ?? "—"}
        value={<Figure>{usd(approximate(price))}</Figure>}
      />
    ))}
    {rates.length === 0 && <p class="quiet">{t("rates-none")}</p>}
  </Section>
);

const PerTh = ({ terms }: { terms: Economics }) => (
  <Section title={t("page-per-th")}>
    <FigureRow title={t("page-gross")}>{usd(terms.gross)}</FigureRow>
    <FigureRow title={t("page-electricity-watt")}>{usd(terms.electricity)}</FigureRow>
    <FigureRow title={t("page-service")}>{usd(terms.service)}</FigureRow>
  </Section>
);

// What a day nets at today's figures, with what that assumes.

import { approximate } from "../data/decimal.ts";
import type { NetDay } from "../data/schemas.ts";
import { usd } from "../text/formats.ts";
import { describeDiscount, describeFees } from "../text/net.ts";
import { t } from "../text/translate.ts";
import { Section } from "./card.tsx";
import { ProjectionNotice } from "./projection.tsx";
import { FigureRow } from "./row.tsx";

interface Props {
  net: NetDay | null;
  /** When today's figures were fetched. */
  at: number | undefined;
  /** With the parts of a day, and for longer times. */
  detailed?: boolean;
}

export function NetEstimate({ net, at, detailed = false }: Props) {
  if (!net) return null;
  const day = approximate(net.usd.net);
  const times = (days: number): string => usd(day === undefined ? undefined : day * days);
  return (
    <>
      <Section title={t("page-at-todays-figures")}>
        {detailed && <Parts net={net} />}
        <FigureRow title={t("page-a-day")}>{times(1)}</FigureRow>
        {detailed && <FigureRow title={t("page-30-days")}>{times(30)}</FigureRow>}
        {detailed && <FigureRow title={t("page-365-days")}>{times(365)}</FigureRow>}
      </Section>
      <NetNote net={net} />
      <ProjectionNotice at={at} />
    </>
  );
}

function Parts({ net: { usd: parts } }: { net: NetDay }) {
  const forgiven = approximate(parts.forgiven);
  return (
    <>
      <FigureRow title={t("page-gross")}>{usd(approximate(parts.gross))}</FigureRow>
      <FigureRow title={t("page-electricity")}>−{usd(approximate(parts.electricity))}</FigureRow>
      <FigureRow title={t("page-service")}>−{usd(approximate(parts.service))}</FigureRow>
      {!!forgiven && <FigureRow title={t("page-discount")}>+{usd(forgiven)}</FigureRow>}
    </>
  );
}

/** The fees of an estimate, what they are paid in, and the discount on them. */
export function NetNote({ net }: { net: NetDay }) {
  const fees = approximate(net.usd.fees);
  return (
    <p class="footnote">
      {fees !== undefined && `${describeFees(usd(fees), net.feesPaidIn)} `}
      {describeDiscount(net)}
    </p>
  );
}

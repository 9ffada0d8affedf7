// Bars by day, to be touched: drag along them, or use the arrow keys.

import "./chart.css";
import { useRef, useState } from "preact/hooks";
import { approximate } from "../data/decimal.ts";
import type { DayValue } from "../data/income.ts";
import { day } from "../text/formats.ts";
import { t } from "../text/translate.ts";
import { useSelection } from "./chart-selection.ts";

interface Props {
  /** Oldest first. */
  days: readonly DayValue[];
  /** The amount of a day in words. */
  describe(one: DayValue): string;
  selected: number | undefined;
  onSelect(index: number | undefined): void;
}

const WIDTH = 320;
const HEIGHT = 112;
const FLOOR = HEIGHT - 1;

export function Chart({ days, describe, selected, onSelect }: Props) {
  const picture = useRef<SVGSVGElement>(null);
  const [touched, setTouched] = useState(false);
  const handlers = useSelection({ picture, count: days.length, selected, onSelect, onTouch: setTouched });
  const shown = selected ?? days.length - 1;
  const one = days[shown];
  return (
    <figure class={`chart ${touched ? "touched" : ""}`}>
      <svg
        ref={picture}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="slider"
        tabIndex={0}
        aria-label={t("page-chart", { count: days.length })}
        aria-valuemin={1}
        aria-valuemax={days.length}
        aria-valuenow={shown + 1}
        aria-valuetext={one && `${day(one.date, "long")}: ${describe(one)}`}
        {...handlers}
      >
        <Bars days={days} shown={shown} />
      </svg>
      <figcaption aria-hidden="true">
        <span>{day(days[0]?.date)}</span>
        <span>{day(days.at(-1)?.date)}</span>
      </figcaption>
    </figure>
  );
}

function Bars({ days, shown }: { days: readonly DayValue[]; shown: number }) {
  const values = days.map(({ value }) => approximate(value) ?? 0);
  const highest = Math.max(...values, 0) || 1;
  const average = values.reduce((all, value) => all + value, 0) / (values.length || 1);
  const step = WIDTH / Math.max(values.length, 1);
  const width = Math.max(1.5, Math.min(step * 0.66, 22));
  const height = (value: number): number => (value > 0 ? Math.max(2, (value / highest) * (HEIGHT - 8)) : 1);
  const line = FLOOR - height(average);
  return (
    <>
      <line class="average" x1="0" x2={WIDTH} y1={line} y2={line} />
      {values.map((value, index) => (
        <rect
          key={days[index]?.date}
          class={index === shown ? "bar on" : "bar"}
          x={index * step + (step - width) / 2}
          y={FLOOR - height(value)}
          width={width}
          height={height(value)}
          rx={Math.min(2, width / 3)}
        />
      ))}
    </>
  );
}

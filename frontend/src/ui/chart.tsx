// Bars by day, to be touched: drag along them, or use the arrow keys.

import { useRef, useState } from "preact/hooks";
import { haptic } from "../telegram.ts";

export interface Bar {
  /** The mined day, `2026-11-21`. */
  date: string;
  value: number;
}

interface Props {
  bars: readonly Bar[];
  /** What the picture shows, for those who cannot see it. */
  label: string;
  /** A day and its amount, for the one that is touched. */
  describe(index: number): string;
  selected: number | undefined;
  onSelect(index: number | undefined): void;
  from: string;
  to: string;
}

const WIDTH = 320;
const HEIGHT = 112;
const FLOOR = HEIGHT - 1;

export function Chart({ bars, label, describe, selected, onSelect, from, to }: Props) {
  const picture = useRef<SVGSVGElement>(null);
  const [touched, setTouched] = useState(false);
  const highest = Math.max(...bars.map(({ value }) => value), 0) || 1;
  const average = bars.reduce((all, { value }) => all + value, 0) / (bars.length || 1);
  const step = WIDTH / Math.max(bars.length, 1);
  const width = Math.max(1.5, Math.min(step * 0.66, 22));
  const height = (value: number): number => (value > 0 ? Math.max(2, (value / highest) * (HEIGHT - 8)) : 1);

  const choose = (index: number | undefined): void => {
    if (index === selected) return;
    if (index !== undefined) haptic.select();
    onSelect(index);
  };
  const at = (event: PointerEvent): void => {
    const box = picture.current?.getBoundingClientRect();
    if (!box) return;
    const index = Math.floor(((event.clientX - box.left) / box.width) * bars.length);
    choose(Math.min(bars.length - 1, Math.max(0, index)));
  };
  const end = (event: PointerEvent): void => {
    setTouched(false);
    if (event.pointerType !== "mouse" || event.type === "pointerleave") choose(undefined);
  };
  const key = (event: KeyboardEvent): void => {
    const last = bars.length - 1;
    const moves: Record<string, number> = { ArrowLeft: (selected ?? last + 1) - 1, ArrowRight: (selected ?? last - 1) + 1, Home: 0, End: last };
    const index = moves[event.key];
    if (event.key === "Escape") choose(undefined);
    if (index === undefined) return;
    event.preventDefault();
    choose(Math.min(last, Math.max(0, index)));
  };

  return (
    <figure class={`chart ${touched ? "touched" : ""}`}>
      <svg
        ref={picture}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={1}
        aria-valuemax={bars.length}
        aria-valuenow={(selected ?? bars.length - 1) + 1}
        aria-valuetext={describe(selected ?? bars.length - 1)}
        onPointerDown={(event) => (setTouched(true), at(event))}
        onPointerMove={(event) => (event.pointerType === "mouse" || event.buttons > 0) && at(event)}
        onPointerUp={end}
        onPointerCancel={end}
        onPointerLeave={end}
        onKeyDown={key}
        onBlur={() => choose(undefined)}
      >
        <line class="average" x1="0" x2={WIDTH} y1={FLOOR - height(average)} y2={FLOOR - height(average)} />
        {bars.map(({ date, value }, index) => (
          <rect
            key={date}
            class={index === (selected ?? bars.length - 1) ? "bar on" : "bar"}
            x={index * step + (step - width) / 2}
            y={FLOOR - height(value)}
            width={width}
            height={height(value)}
            rx={Math.min(2, width / 3)}
          />
        ))}
      </svg>
      <figcaption aria-hidden="true">
        <span>{from}</span>
        <span>{to}</span>
      </figcaption>
    </figure>
  );
}

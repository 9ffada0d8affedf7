// A slider under its name. The value in words is for screen readers: a field beside it shows it.

import "./slider.css";
import { haptic } from "../telegram/haptic.ts";

interface Props {
  label: string;
  /** The value in words. */
  text: string;
  range: readonly [min: number, max: number, step: number];
  value: number;
  onInput(value: number): void;
}

export function Slider({ label, text, range: [min, max, step], value, onInput }: Props) {
  const done = Math.min(1, Math.max(0, (value - min) / (max - min)));
  return (
    <label class="slider">
      <span>{label}</span>
      <input
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        style={{ "--done": `${done * 100}%` }}
        aria-valuetext={text}
        onInput={(event) => onInput(event.currentTarget.valueAsNumber)}
        onChange={haptic.select}
      />
    </label>
  );
}

// A few choices beside each other, of which one holds.

import "./segmented.css";
import { haptic } from "../telegram/haptic.ts";

interface Props<T extends string> {
  label: string;
  options: readonly (readonly [T, string])[];
  value: T;
  onChange(value: T): void;
}

export function Segmented<T extends string>({ label, options, value: chosen, onChange }: Props<T>) {
  const pick = (value: T): void => {
    if (value === chosen) return;
    haptic.select();
    onChange(value);
  };
  return (
    <div class="segmented" role="radiogroup" aria-label={label}>
      {options.map(([value, text]) => (
        <label key={value} class={value === chosen ? "on" : ""}>
          <input type="radio" name={label} checked={value === chosen} onChange={() => pick(value)} />
          {text}
        </label>
      ))}
    </div>
  );
}

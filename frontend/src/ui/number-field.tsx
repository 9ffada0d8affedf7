// A figure that can be typed, in any notation of the language. What can be read in two ways is asked.

import "./number-field.css";
import { useState } from "preact/hooks";
import { readings } from "../data/typed-number.ts";
import { number, signs } from "../text/formats.ts";
import { t } from "../text/translate.ts";
import { Action } from "./action.tsx";

interface Props {
  label: string;
  unit: string;
  value: number;
  limits: readonly [least: number, most: number];
  onValue(value: number): void;
}

export function NumberField({ label, unit, value, limits: [least, most], onValue }: Props) {
  const [draft, setDraft] = useState<string>();
  const [meant, setMeant] = useState<readonly number[]>();
  const settle = (chosen: number): void => {
    setDraft(undefined);
    setMeant(undefined);
    if (chosen !== value) onValue(chosen);
  };
  const finish = (): void => {
    if (draft === undefined) return;
    const found = readings(draft, signs()).filter((one) => one >= least && one <= most);
    const [only] = found;
    if (found.length === 1 && only !== undefined) settle(only);
    else setMeant(found);
  };
  const type = (text: string): void => {
    setDraft(text);
    setMeant(undefined);
  };
  return (
    <div class="number-field">
      <input
        type="text"
        inputMode="decimal"
        autocomplete="off"
        maxLength={24}
        aria-label={`${label}, ${unit}`}
        aria-invalid={meant !== undefined}
        value={draft ?? number(value)}
        onInput={(event) => type(event.currentTarget.value)}
        onBlur={finish}
        onKeyDown={(event) => event.key === "Enter" && finish()}
      />
      <span>{unit}</span>
      {meant && (
        <div role="alert">
          <p>{meant.length ? t("calc-which") : t("page-figure-wrong", { least: number(least), most: number(most) })}</p>
          {meant.map((one) => (
            <Action key={one} onPress={() => settle(one)}>
              {number(one, 6)}
            </Action>
          ))}
        </div>
      )}
    </div>
  );
}

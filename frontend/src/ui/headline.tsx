// The one large number of a screen, with what it is above it and its worth below it.

import "./headline.css";
import type { ComponentChildren } from "preact";
import { Amount, useUnits } from "./money.tsx";

interface Props {
  label: ComponentChildren;
  children: ComponentChildren;
  /** The second line. */
  note?: ComponentChildren;
  figure?: boolean;
}

export const Headline = ({ label, children, note, figure = false }: Props) => (
  <div class="headline">
    <p class="label">{label}</p>
    <p class={figure ? "big figure" : "big"}>{children}</p>
    <p class="sub">{note}</p>
  </div>
);

interface MoneyProps {
  label: ComponentChildren;
  /** BTC */
  value: string | null;
  /** USD for one BTC */
  price: number | undefined;
  /** Beside the second line. */
  aside?: ComponentChildren;
}

/** An amount of bitcoin in the chosen unit, and below it in the other one. */
export function MoneyHeadline({ label, value, price, aside }: MoneyProps) {
  const [unit, other] = useUnits();
  const note = (
    <>
      <span>
        ≈ <Amount value={value} price={price} unit={other} />
      </span>
      {aside}
    </>
  );
  return (
    <Headline label={label} note={note}>
      <Amount value={value} price={price} unit={unit} />
    </Headline>
  );
}

/** Named sums in columns. */
export const Sums = ({
  of,
}: {
  of: readonly (readonly [name: string, value: ComponentChildren, note?: ComponentChildren])[];
}) => (
  <dl class="sums">
    {of.map(([name, value, note]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd class={note === undefined ? "figure" : ""}>
          {value}
          {note !== undefined && <span class="row-note">{note}</span>}
        </dd>
      </div>
    ))}
  </dl>
);

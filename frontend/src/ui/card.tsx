// Cards, and parts of a screen with a heading of their own.

import "./card.css";
import type { ComponentChildren } from "preact";

type Children = { children?: ComponentChildren };

export const Card = ({ children, class: name = "" }: Children & { class?: string }) => (
  <section class={`card ${name}`}>{children}</section>
);

export function Section({ title, aside, children }: Children & { title: string; aside?: ComponentChildren }) {
  return (
    <section class="section">
      <div class="section-head">
        <h2>{title}</h2>
        {aside}
      </div>
      <div class="card list">{children}</div>
    </section>
  );
}

/** The two columns of a wide window, which are one below the other on a phone. */
export const Columns = ({ first, second }: { first: ComponentChildren; second: ComponentChildren }) => (
  <div class="columns">
    <div class="stack">{first}</div>
    <div class="stack">{second}</div>
  </div>
);

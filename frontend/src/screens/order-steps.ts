// The way of an order as its timeline shows it.

import type { Order, OrderState } from "../data/order-schemas.ts";
import type { MessageName } from "../text/names.ts";
import type { Tone } from "./order-text.ts";

export interface Node {
  name: MessageName;
  is: Tone | "later";
  /** When it came to this. */
  at?: string | undefined;
}

const WAY: readonly (readonly [OrderState, MessageName])[] = [
  ["quoted", "page-order-step-placed"],
  ["awaiting", "page-order-step-ready"],
  ["paid", "page-order-step-paid"],
  ["fulfilling", "page-order-step-making"],
  ["done", "page-order-step-there"],
];

const ENDS = {
  failed: "page-order-failed",
  expired: "page-order-expired",
  cancelled: "page-order-cancelled",
} as const;

const ASKS = { unknown: "page-order-unknown", review: "page-order-review" } as const;

/** The steps that were made, the one that is under way, and those to come; an end takes the place of these. */
export function timelineOf({ state, steps }: Pick<Order, "state" | "steps">): Node[] {
  const first = (wanted: OrderState): string | undefined => steps.find((one) => one.state === wanted)?.at;
  const last = steps.filter((one) => one.state === state).at(-1)?.at;
  const nodes = WAY.map(([of, name]): Node => {
    const at = first(of);
    return { name, at, is: at === undefined ? "later" : "done" };
  });
  const made = nodes.filter(({ is }) => is === "done");
  if (state in ENDS) return [...made, { name: ENDS[state as keyof typeof ENDS], at: last, is: "end" }];
  if (state === "done") return made;
  if (state in ASKS) {
    const ask: Node = { name: ASKS[state as keyof typeof ASKS], at: last, is: "ask" };
    return [...made, ask, ...nodes.slice(-1)];
  }
  // What is under way: for most states the next step, but the partner makes a miner while it is `fulfilling`.
  const under = state === "fulfilling" ? made.length - 1 : made.length;
  return nodes.map((node, at) => (at === under ? { ...node, is: "now" } : node));
}

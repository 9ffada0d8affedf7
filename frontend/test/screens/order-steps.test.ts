import { expect, test } from "vitest";
import type { OrderState } from "../../src/data/order-schemas.ts";
import { timelineOf } from "../../src/screens/order-steps.ts";

const WAY: OrderState[] = ["quoted", "awaiting", "paid", "fulfilling"];

/** The timeline of an order that came to these states, one a minute. */
const kinds = (...states: OrderState[]): string[] =>
  timelineOf({
    state: states.at(-1) ?? "quoted",
    steps: states.map((state, minute) => ({ state, at: `2026-11-25T10:0${minute}:00Z` })),
  }).map(({ is, at }) => (at ? `${is} ${at.slice(15, 16)}` : is));

test.each([
  [WAY.slice(0, 1), ["done 0", "now", "later", "later", "later"]],
  [WAY.slice(0, 2), ["done 0", "done 1", "now", "later", "later"]],
  [WAY.slice(0, 3), ["done 0", "done 1", "done 2", "now", "later"]],
  [WAY, ["done 0", "done 1", "done 2", "now 3", "later"]],
  [
    [...WAY, "done"],
    ["done 0", "done 1", "done 2", "done 3", "done 4"],
  ],
  [
    [...WAY, "unknown"],
    ["done 0", "done 1", "done 2", "done 3", "ask 4", "later"],
  ],
  [
    [...WAY, "unknown", "fulfilling"],
    ["done 0", "done 1", "done 2", "now 3", "later"],
  ],
  [
    [...WAY, "unknown", "review"],
    ["done 0", "done 1", "done 2", "done 3", "ask 5", "later"],
  ],
  [
    [...WAY, "unknown", "fulfilling", "done"],
    ["done 0", "done 1", "done 2", "done 3", "done 6"],
  ],
  [
    [...WAY, "failed"],
    ["done 0", "done 1", "done 2", "done 3", "end 4"],
  ],
  [
    ["quoted", "awaiting", "expired"],
    ["done 0", "done 1", "end 2"],
  ],
  [
    ["quoted", "cancelled"],
    ["done 0", "end 1"],
  ],
] as [OrderState[], string[]][])("%s", (states, expected) => {
  expect(kinds(...states)).toEqual(expected);
});

// Where the person is: a tab, and what was opened on top of it.

import { store } from "./store.ts";

export const TABS = ["overview", "miners", "income", "wallet"] as const;
export type Tab = (typeof TABS)[number];

export type Screen =
  | { name: "miner"; id: string }
  | { name: "day"; date: string }
  | { name: "calculator" | "incentives" | "settings" | "bitcoin" | "privacy" };

export interface Place {
  tab: Tab;
  stack: readonly Screen[];
}

export type Nav = ReturnType<typeof navigation>;

/** The places, with the scroll position of each kept while something lies on top of it. */
export function navigation(first: Place) {
  const place = store<Place>(first);
  const heights: number[] = [];
  const tops = new Map<Tab, number>();
  /** What the next screen scrolls to. */
  let wanted = 0;
  const move = (next: Place, top: number): void => {
    wanted = top;
    place.set(next);
  };
  return {
    place,
    wanted: (): number => wanted,
    open(screen: Screen): void {
      const now = place.get();
      // Telegram's menu leads to the settings from everywhere, also from the settings.
      if (JSON.stringify(now.stack.at(-1)) === JSON.stringify(screen)) return;
      heights.push(scrollTop());
      move({ ...now, stack: [...now.stack, screen] }, 0);
    },
    back(): void {
      const now = place.get();
      move({ ...now, stack: now.stack.slice(0, -1) }, heights.pop() ?? 0);
    },
    to(tab: Tab): void {
      const now = place.get();
      if (now.tab === tab && now.stack.length === 0) return move({ ...now }, 0);
      if (now.stack.length === 0) tops.set(now.tab, scrollTop());
      heights.length = 0;
      move({ tab, stack: [] }, now.tab === tab ? 0 : (tops.get(tab) ?? 0));
    },
  };
}

const scrollTop = (): number => document.scrollingElement?.scrollTop ?? 0;

/** The place that a deep link (`startapp=miner_42`) or a button of the chat (`?screen=`) means. */
export function placeFor(wish: string | null | undefined): Place {
  const [name = "", ...rest] = (wish ?? "").split(/[_:]/);
  const id = rest.join("_");
  switch (name) {
    case "miner":
      return { tab: "miners", stack: id ? [{ name: "miner", id }] : [] };
    case "day":
      return { tab: "income", stack: /^\d{4}-\d\d-\d\d$/.test(id) ? [{ name: "day", date: id }] : [] };
    case "miners":
    case "income":
    case "wallet":
      return { tab: name, stack: [] };
    case "bitcoin":
      return { tab: "wallet", stack: [{ name }] };
    case "settings":
    case "calculator":
    case "incentives":
    case "privacy":
      return { tab: "overview", stack: [{ name }] };
    default:
      return { tab: "overview", stack: [] };
  }
}

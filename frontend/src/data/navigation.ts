// Where the person is: a tab, and the screens that were opened on top of it.

import type { Place, Screen, Tab } from "./places.ts";
import { store } from "./store.ts";

export type Nav = ReturnType<typeof navigation>;

/** The places, with the scroll position of each kept while another screen is on top of it. */
export function navigation(first: Place) {
  const place = store<Place>(first);
  const positions: number[] = [];
  const tabPositions = new Map<Tab, number>();
  let position = 0;
  let guard: (() => boolean) | undefined;
  const move = (next: Place, top: number): void => {
    position = top;
    place.set(next);
  };
  const back = (): void => {
    const now = place.get();
    move({ ...now, stack: now.stack.slice(0, -1) }, positions.pop() ?? 0);
  };
  return {
    place,
    /** The scroll position of the present place. */
    position: (): number => position,
    open(screen: Screen): void {
      const now = place.get();
      // Telegram's menu leads to the settings from everywhere, also from the settings.
      if (JSON.stringify(now.stack.at(-1)) === JSON.stringify(screen)) return;
      positions.push(scrollTop());
      move({ ...now, stack: [...now.stack, screen] }, 0);
    },
    /** Show a screen in the place of the top one: Back leads to what is below. */
    replace: (screen: Screen): void => move({ ...place.get(), stack: [...place.get().stack.slice(0, -1), screen] }, 0),
    back,
    /** What Telegram's Back button does: the screen may have a step of its own to go back to. */
    pressBack(): void {
      if (!guard?.()) back();
    },
    /** Ask this first when Back is pressed, until the returned function is called; true: it is done. */
    guardBack(ask: () => boolean): () => void {
      guard = ask;
      return () => {
        if (guard === ask) guard = undefined;
      };
    },
    to(tab: Tab): void {
      const now = place.get();
      if (now.tab === tab && now.stack.length === 0) return move({ ...now }, 0);
      if (now.stack.length === 0) tabPositions.set(now.tab, scrollTop());
      positions.length = 0;
      move({ tab, stack: [] }, now.tab === tab ? 0 : (tabPositions.get(tab) ?? 0));
    },
  };
}

const scrollTop = (): number => document.scrollingElement?.scrollTop ?? 0;

// Where the keyboard focus is when a screen comes: at its title, or, when a screen that was on top
// of it was closed, at the control that had opened that one, at the same height as before.

import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useSession } from "../data/session.ts";

const CONTROLS = ":is(button, input, select, textarea, [tabindex='0'])";

interface Opener {
  /** Its index among the controls of its screen. */
  index: number;
  /** Its distance from the top of the window. */
  top: number;
}

/** The control that opened the next screen, by how many screens were on one another. */
const openers: Opener[] = [];
let depth: number | undefined;
let pressed: Element | null = null; // Safari does not focus a button that is pressed

const controls = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(`main ${CONTROLS}`)];

function rememberPressed({ target }: MouseEvent): void {
  if (target instanceof Element) pressed = target.closest(CONTROLS);
}

/** The title, to be focused where the focus would else be lost, as when its screen is new. */
export function useFocus(title: string): RefObject<HTMLHeadingElement | null> {
  const { nav } = useSession();
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    const now = nav.place.get().stack.length;
    if (depth === undefined) addEventListener("click", rememberPressed, true);
    else if (now < depth) returnFocus(now);
    depth = now;
    return () => {
      const index = pressed instanceof HTMLElement ? controls().indexOf(pressed) : -1;
      openers[now] = { index, top: pressed?.getBoundingClientRect().top ?? 0 };
    };
  }, [nav]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new title is a new screen
  useLayoutEffect(() => {
    // While Telegram's own buttons have the focus, it is not lost.
    const isLost = document.hasFocus() && document.activeElement === document.body;
    if (isLost) heading.current?.focus({ preventScroll: true });
  }, [title]);
  return heading;
}

function returnFocus(to: number): void {
  const { index, top } = openers[to] ?? { index: -1, top: 0 };
  const opener = controls()[index];
  if (!opener) return;
  opener.focus({ preventScroll: true });
  // The app scrolls after this; and rows out of sight have estimated heights until they are drawn.
  const settle = (): void => window.scrollBy(0, opener.getBoundingClientRect().top - top);
  queueMicrotask(settle);
  requestAnimationFrame(() => requestAnimationFrame(settle));
}

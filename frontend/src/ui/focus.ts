// Where the keyboard is when a screen comes: at its title, or, when one that lay on top of it has
// gone, at what had opened that one, which is then where it was under the finger, too.

import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useSession } from "../session.ts";

const CONTROLS = ":is(button, input, select, textarea, [tabindex='0'])";

/** The control that led away from each of the screens that lie on one another, and its height then. */
const left: { at: number; top: number }[] = [];
let depth: number | undefined;
let pressed: Element | null = null; // Safari does not focus a button that is pressed

const controls = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(`main ${CONTROLS}`)];

/** The title to be focused where the focus would else be lost, as when its screen is new. */
export function useFocus(title: string): RefObject<HTMLHeadingElement | null> {
  const { nav } = useSession();
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    const now = nav.place.get().stack.length;
    if (depth === undefined) addEventListener("click", ({ target }) => void (pressed = (target as Element).closest(CONTROLS)), true);
    else if (now < depth) comeBack(now);
    depth = now;
    return () => {
      left[now] = { at: controls().indexOf(pressed as HTMLElement), top: pressed?.getBoundingClientRect().top ?? 0 };
    };
  }, []);
  useLayoutEffect(() => {
    // While Telegram's own buttons have the focus, it is not lost.
    if (document.hasFocus() && document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, [title]);
  return heading;
}

function comeBack(to: number): void {
  const { at, top } = left[to] ?? { at: -1, top: 0 };
  const opener = controls()[at];
  if (!opener) return;
  opener.focus({ preventScroll: true });
  // The shell scrolls after us; and rows out of sight have guessed heights until they are drawn.
  const settle = (): void => window.scrollBy(0, opener.getBoundingClientRect().top - top);
  queueMicrotask(settle);
  requestAnimationFrame(() => requestAnimationFrame(settle));
}

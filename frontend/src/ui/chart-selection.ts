// How a bar of a chart is chosen, by pointer and by keys.

import type { RefObject } from "preact";
import { haptic } from "../telegram/haptic.ts";

interface Selection {
  picture: RefObject<SVGSVGElement | null>;
  count: number;
  selected: number | undefined;
  onSelect(index: number | undefined): void;
  onTouch(touched: boolean): void;
}

/** The handlers of the picture. */
export function useSelection({ picture, count, selected, onSelect, onTouch }: Selection) {
  const last = count - 1;
  const choose = (index: number | undefined): void => {
    const bounded = index === undefined ? undefined : Math.min(last, Math.max(0, index));
    if (bounded === selected) return;
    if (bounded !== undefined) haptic.select();
    onSelect(bounded);
  };
  const chooseAt = ({ clientX }: PointerEvent): void => {
    const box = picture.current?.getBoundingClientRect();
    if (box) choose(Math.floor(((clientX - box.left) / box.width) * count));
  };
  const end = ({ pointerType, type }: PointerEvent): void => {
    onTouch(false);
    if (pointerType !== "mouse" || type === "pointerleave") choose(undefined);
  };
  return {
    onPointerDown(event: PointerEvent): void {
      onTouch(true);
      chooseAt(event);
    },
    onPointerMove(event: PointerEvent): void {
      if (event.pointerType === "mouse" || event.buttons > 0) chooseAt(event);
    },
    onPointerUp: end,
    onPointerCancel: end,
    onPointerLeave: end,
    onBlur: () => choose(undefined),
    onKeyDown(event: KeyboardEvent): void {
      if (event.key === "Escape") choose(undefined);
      const index = keyed(event.key, selected ?? last, last);
      if (index === undefined) return;
      event.preventDefault();
      choose(index);
    },
  };
}

function keyed(key: string, from: number, last: number): number | undefined {
  switch (key) {
    case "ArrowLeft":
      return from - 1;
    case "ArrowRight":
      return from + 1;
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return undefined;
  }
}

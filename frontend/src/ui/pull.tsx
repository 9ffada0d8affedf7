// Pull down at the top of a screen to refresh it, where the gesture is ours.

import { useEffect, useRef, useState } from "preact/hooks";
import { haptic, ownsSwipes } from "../telegram.ts";
import { t } from "../words.ts";
import { Icon } from "./icons.tsx";

const ENOUGH = 72;
const MOST = 110;

export function usePull(refresh: () => Promise<unknown>) {
  const [pulled, setPulled] = useState(0);
  const [busy, setBusy] = useState(false);
  const act = useRef(refresh);
  act.current = refresh;
  useEffect(() => {
    if (!ownsSwipes()) return;
    let from: number | undefined;
    let now = 0;
    const move = (distance: number): void => {
      if (now < ENOUGH && distance >= ENOUGH) haptic.tap();
      now = distance;
      setPulled(distance);
    };
    const begin = (event: TouchEvent): void => {
      const inside = (event.target as Element).closest("input,textarea,select,.chart");
      from = (document.scrollingElement?.scrollTop ?? 0) <= 0 && !inside ? event.touches[0]?.clientY : undefined;
    };
    const go = (event: TouchEvent): void => {
      const at = event.touches[0]?.clientY;
      if (from === undefined || at === undefined) return;
      const distance = (at - from) * 0.5;
      if (distance < 0 || (document.scrollingElement?.scrollTop ?? 0) > 0) return move(0);
      move(Math.min(MOST, distance));
    };
    const end = (): void => {
      if (from !== undefined && now >= ENOUGH) {
        setBusy(true);
        void act.current().finally(() => setBusy(false));
      }
      leave();
    };
    /** The finger was taken for something else: nothing was wished. */
    const leave = (): void => {
      from = undefined;
      move(0);
    };
    const passive = { passive: true };
    addEventListener("touchstart", begin, passive);
    addEventListener("touchmove", go, passive);
    addEventListener("touchend", end, passive);
    addEventListener("touchcancel", leave, passive);
    return () => {
      removeEventListener("touchstart", begin);
      removeEventListener("touchmove", go);
      removeEventListener("touchend", end);
      removeEventListener("touchcancel", leave);
    };
  }, []);
  if (!pulled && !busy) return null;
  const shown = busy ? ENOUGH * 0.8 : pulled;
  return (
    <div class={busy ? "pull busy" : "pull"} style={{ transform: `translate(-50%, ${shown - 40}px)` }} role="status">
      <span style={{ transform: `rotate(${busy ? 0 : (pulled / ENOUGH) * 180}deg)` }}>
        <Icon name="income" />
      </span>
      {busy && <span class="visually-hidden">{t("page-loading")}</span>}
    </div>
  );
}

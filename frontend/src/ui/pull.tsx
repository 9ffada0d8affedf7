// Pull down at the top of a screen to refresh it, where the gesture is ours.

import "./pull.css";
import { useEffect, useRef, useState } from "preact/hooks";
import { ownsSwipes } from "../telegram/bridge.ts";
import { haptic } from "../telegram/haptic.ts";
import { t } from "../text/translate.ts";
import { Icon } from "./icons.tsx";
import { useOnce } from "./once.ts";
import { ENOUGH, followPull } from "./pull-gesture.ts";

const ABOVE = 40; // px of the sign that are hidden when nothing is pulled

export function Pull({ refresh }: { refresh: () => Promise<void> }) {
  const [pulled, setPulled] = useState(0);
  const [busy, start] = useOnce(refresh);
  const latest = useRef(start);
  latest.current = start;
  useEffect(() => {
    if (!ownsSwipes()) return;
    return followPull({ onMove: setPulled, onEnough: haptic.tap, onRelease: () => latest.current() });
  }, []);
  if (!pulled && !busy) return null;
  const shown = busy ? ENOUGH * 0.8 : pulled;
  const turned = busy ? 0 : (pulled / ENOUGH) * 180;
  return (
    <div class={busy ? "pull busy" : "pull"} style={{ transform: `translate(-50%, ${shown - ABOVE}px)` }} role="status">
      <span style={{ transform: `rotate(${turned}deg)` }}>
        <Icon name="income" />
      </span>
      {busy && <span class="visually-hidden">{t("page-loading")}</span>}
    </div>
  );
}

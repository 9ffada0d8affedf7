// A button inside the page.

import "./action.css";
import type { ComponentChildren } from "preact";
import { haptic } from "../telegram/haptic.ts";

interface Props {
  children: ComponentChildren;
  onPress(): void;
  kind?: "soft" | "strong";
  /** What it began is under way. The button keeps the focus, so it is not disabled. */
  busy?: boolean;
}

export function Action({ children, onPress, kind = "soft", busy = false }: Props) {
  const press = (): void => {
    if (busy) return;
    haptic.tap();
    onPress();
  };
  return (
    <button type="button" class={`action ${kind}`} onClick={press} aria-busy={busy}>
      {children}
    </button>
  );
}

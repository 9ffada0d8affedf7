// Telegram's buttons as a component's own.

import { useEffect, useLayoutEffect } from "preact/hooks";
import { type Button, confirmClosing, setBackButton, setMainButton } from "./buttons.ts";

/** The screen's one main action; undefined for none. */
export function useMainButton(button: Button | undefined): void {
  // In the same turn as the screen appears: the button may be pressed at once.
  useLayoutEffect(() => setMainButton(button));
  useLayoutEffect(() => () => setMainButton(undefined), []);
}

/** Show Back and call this when it is pressed; undefined hides it. */
export function useBackButton(press: (() => void) | undefined): void {
  useLayoutEffect(() => setBackButton(press), [press]);
  useLayoutEffect(() => () => setBackButton(undefined), []);
}

/** Ask before the app is closed, as long as something would be lost. */
export function useClosingConfirmation(wanted: boolean): void {
  useEffect(() => {
    if (!wanted) return;
    confirmClosing(true);
    return () => confirmClosing(false);
  }, [wanted]);
}

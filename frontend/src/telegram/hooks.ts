// Telegram's buttons as a component's own.

import { useEffect } from "preact/hooks";
import { type Button, confirmClosing, setBackButton, setMainButton } from "./buttons.ts";

/** The screen's one main action; undefined for none. */
export function useMainButton(button: Button | undefined): void {
  useEffect(() => setMainButton(button));
  useEffect(() => () => setMainButton(undefined), []);
}

/** Show Back and call this when it is pressed; undefined hides it. */
export function useBackButton(press: (() => void) | undefined): void {
  useEffect(() => setBackButton(press), [press]);
  useEffect(() => () => setBackButton(undefined), []);
}

/** Ask before the app is closed, as long as something would be lost. */
export function useClosingConfirmation(wanted: boolean): void {
  useEffect(() => {
    if (!wanted) return;
    confirmClosing(true);
    return () => confirmClosing(false);
  }, [wanted]);
}

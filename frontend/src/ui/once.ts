// Something that a button starts and that must not be started twice.

import { useRef, useState } from "preact/hooks";

/** Whether it is under way, and the function that starts it unless it is. */
export function useOnce(act: () => Promise<void>): readonly [busy: boolean, start: () => void] {
  const [busy, setBusy] = useState(false);
  // The second of two quick clicks comes before the button has been rendered as busy.
  const running = useRef(false);
  const start = (): void => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    void act().finally(() => {
      running.current = false;
      setBusy(false);
    });
  };
  return [busy, start];
}

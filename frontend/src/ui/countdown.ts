// Seconds that run down between two answers of the server.

import { useEffect, useState } from "preact/hooks";

/** The seconds that are left, counted from the newest answer on; undefined where there are none to count. */
export function useCountdown(seconds: number | null | undefined, answer: unknown): number | undefined {
  const [left, setLeft] = useState(seconds ?? undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each answer starts the count again
  useEffect(() => {
    setLeft(seconds ?? undefined);
    if (!seconds) return;
    const timer = setInterval(() => setLeft((now = 0) => Math.max(0, now - 1)), 1000);
    return () => clearInterval(timer);
  }, [answer]);
  return seconds === null || seconds === undefined ? undefined : left;
}

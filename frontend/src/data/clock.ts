// Time and chance as arguments, so that tests can control them.

export type Timer = ReturnType<typeof setTimeout>;

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  later(act: () => void, ms: number): Timer;
  cancel(timer: Timer | undefined): void;
  /** At least 0 and less than 1. */
  random(): number;
}

export const CLOCK: Clock = {
  now: () => Date.now(),
  later: (act, ms) => setTimeout(act, ms),
  cancel: (timer) => clearTimeout(timer),
  random: () => Math.random(),
};

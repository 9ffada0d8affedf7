// When a failed request may be repeated without a person asking for it.

import { OfflineError } from "./api.ts";
import type { Clock } from "./clock.ts";
import { explain } from "./problems.ts";

const FIRST = 3000; // ms
const LONGEST = 60_000; // ms; Retry-After may be longer
const MOST = 5; // repeats in a row

export interface Retry {
  failed(error: unknown): void;
  succeeded(): void;
  /** Milliseconds until the server may be asked again. */
  pause(): number;
  /** Whether to repeat the request without a person asking for it. */
  worthwhile(): boolean;
}

/** Growing pauses, never shorter than the server's Retry-After, and a limited number of repeats. */
export function retryPolicy(clock: Clock): Retry {
  let failures = 0;
  let until = 0;
  let last: unknown;
  return {
    failed(error) {
      failures += 1;
      last = error;
      const backOff = Math.min(LONGEST, FIRST * 2 ** (failures - 1)) * (1 + clock.random() / 4);
      until = clock.now() + Math.max(backOff, (explain(error).seconds ?? 0) * 1000);
    },
    succeeded() {
      failures = 0;
      until = 0;
      last = undefined;
    },
    pause: () => Math.max(0, until - clock.now()),
    // Without a network there is no limit: repeats put no load on the server.
    worthwhile: () => last instanceof OfflineError || (failures <= MOST && explain(last).remedy === "retry"),
  };
}

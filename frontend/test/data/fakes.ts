// Stand-ins for the clock and the browser's storage.

import type { Clock, Timer } from "../../src/data/clock.ts";

export interface FakeClock extends Clock {
  /** Let so many ms pass, with every timer that falls due and what follows from it. */
  pass(ms: number): Promise<void>;
  /** Let time pass without timers, as for a page in the background. */
  skip(ms: number): void;
}

export function fakeClock(time = 1_000_000): FakeClock {
  const timers = new Map<number, { at: number; act: () => void }>();
  let made = 0;
  return {
    now: () => time,
    random: () => 0,
    later(act, ms) {
      made += 1;
      timers.set(made, { at: time + ms, act });
      return made as unknown as Timer;
    },
    cancel: (timer) => void timers.delete(timer as unknown as number),
    skip(ms) {
      time += ms;
    },
    async pass(ms) {
      const end = time + ms;
      await settled();
      for (;;) {
        const [next] = [...timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at);
        if (!next) break;
        const [id, { at, act }] = next;
        timers.delete(id);
        time = Math.max(time, at);
        act();
        await settled();
      }
      time = end;
    },
  };
}

/** Everything that is under way without a timer has happened. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

export function memoryStorage(entries: Readonly<Record<string, string>> = {}): Storage {
  const kept = new Map<string, string>(Object.entries(entries));
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
    clear: () => kept.clear(),
    key: (at: number) => [...kept.keys()][at] ?? null,
    length: 0,
  };
  return new Proxy<Storage>(storage, {
    ownKeys: () => [...kept.keys()],
    getOwnPropertyDescriptor: (_, key) => ({ configurable: true, enumerable: kept.has(String(key)) }),
  });
}

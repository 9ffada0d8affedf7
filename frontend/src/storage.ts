// What the page keeps on the device, for one Telegram user: the last known answers, so that they
// are there before the network is. `localStorage` answers at once; Telegram's own DeviceStorage is
// slower but survives a cleared web view, so what matters is kept in both.

const FORMAT = 1; // raise it when a kept shape changes: what is older is then not read

export interface Kept<T> {
  at: number;
  data: T;
}

/** Telegram's DeviceStorage, or whatever else is slow and lasts. */
export interface Slow {
  get(key: string): Promise<string | null>;
  set(key: string, value: string | null): Promise<void>;
}

export interface Shelf {
  read<T>(key: string): Kept<T> | undefined;
  readSlow<T>(key: string): Promise<Kept<T> | undefined>;
  write<T>(key: string, kept: Kept<T>, lasting?: boolean): void;
  /** Forget every answer of this user, on both sides; choices such as the language stay. */
  clear(): void;
}

export const LASTING: readonly string[] = ["overview"];

/** The shelf of one user; a full or forbidden storage only means that nothing is kept. */
export function shelf(user: number, storage: Storage | undefined, slow: Slow | undefined): Shelf {
  const prefix = `gm:${user}:`;
  const name = (key: string): string => `${prefix}${key}`;
  const quietly = <R>(act: () => R): R | undefined => {
    try {
      return act();
    } catch {
      return undefined; // private mode, quota, or a web view without storage
    }
  };
  return {
    read: (key) => parse(quietly(() => storage?.getItem(name(key)))),
    readSlow: async (key) => (slow && LASTING.includes(key) ? parse(await slow.get(name(key)).catch(() => null)) : undefined),
    write(key, kept) {
      const text = JSON.stringify({ format: FORMAT, ...kept });
      quietly(() => storage?.setItem(name(key), text));
      if (slow && LASTING.includes(key)) void slow.set(name(key), text).catch(() => undefined);
    },
    clear() {
      quietly(() => {
        for (const key of Object.keys(storage ?? {})) if (key.startsWith(prefix)) storage?.removeItem(key);
      });
      for (const key of LASTING) void slow?.set(name(key), null).catch(() => undefined);
    },
  };
}

function parse<T>(text: string | null | undefined): Kept<T> | undefined {
  if (!text) return undefined;
  try {
    const kept = JSON.parse(text) as { format?: unknown; at?: unknown; data?: T };
    return kept.format === FORMAT && typeof kept.at === "number" ? (kept as Kept<T>) : undefined;
  } catch {
    return undefined;
  }
}

/** The page's localStorage, where the web view allows one. */
export function localShelf(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}

// The last known answers, kept on the device for one Telegram user, so that they are shown before
// the network answers. `localStorage` is synchronous; Telegram's DeviceStorage is slower but
// survives a cleared web view, so the most important answers are kept in both.

import * as v from "valibot";
import { attempt } from "./browser-storage.ts";

/** Part of every key. Raise it when the meaning of a kept value changes; its shape is checked anyway. */
const VERSION = 3;

export interface Kept<T> {
  at: number;
  data: T;
}

/** Telegram's DeviceStorage. */
export interface SlowStorage {
  get(key: string): Promise<string | null>;
  set(key: string, value: string | null): Promise<void>;
}

/** A value of this shape, or undefined: what is unreadable counts as missing. */
export interface Cache {
  read<S extends v.GenericSchema>(key: string, schema: S): Kept<v.InferOutput<S>> | undefined;
  readSlow<S extends v.GenericSchema>(key: string, schema: S): Promise<Kept<v.InferOutput<S>> | undefined>;
  write(key: string, kept: Kept<unknown>): void;
  /** Remove every answer of this user from both storages; choices such as the language stay. */
  clear(): void;
}

/** Characters of one answer; a longer one is not kept. Five answers are kept for a user: 80 K characters. */
export const LONGEST = 16 * 1024;

/** The names that are kept in Telegram's DeviceStorage as well. */
const IN_BOTH: readonly string[] = ["overview"];

/** The cache of one user. A full or forbidden storage only means that nothing is kept. */
export function openCache(user: number, storage: Storage | undefined, slow: SlowStorage | undefined): Cache {
  const prefix = `gm:${user}:`;
  const suffix = `@${VERSION}`;
  const name = (key: string): string => `${prefix}${key}${suffix}`;
  const remove = (wanted: (key: string) => boolean): void => {
    attempt(() => {
      for (const key of Object.keys(storage ?? {})) if (key.startsWith(prefix) && wanted(key)) storage?.removeItem(key);
    });
  };
  remove((key) => !key.endsWith(suffix)); // written by another version
  return {
    read: (key, schema) =>
      parse(
        attempt(() => storage?.getItem(name(key))),
        schema,
      ),
    async readSlow(key, schema) {
      if (!slow || !IN_BOTH.includes(key)) return undefined;
      return parse(await slow.get(name(key)).catch(() => null), schema);
    },
    write(key, kept) {
      const text = JSON.stringify(kept);
      if (text.length > LONGEST) return remove((one) => one === name(key));
      attempt(() => storage?.setItem(name(key), text));
      if (slow && IN_BOTH.includes(key)) void slow.set(name(key), text).catch(() => undefined);
    },
    clear() {
      remove(() => true);
      // Version 1 had keys without a version.
      const names = IN_BOTH.flatMap((key) => [`${prefix}${key}`, `${prefix}${key}@2`, name(key)]);
      for (const key of names) void slow?.set(key, null).catch(() => undefined);
    },
  };
}

/** For what is too large or too special to be kept. */
export const NOTHING_KEPT: Cache = {
  read: () => undefined,
  readSlow: async () => undefined,
  write: () => undefined,
  clear: () => undefined,
};

const envelope = v.object({ at: v.number(), data: v.unknown() });

function parse<S extends v.GenericSchema>(
  text: string | null | undefined,
  schema: S,
): Kept<v.InferOutput<S>> | undefined {
  if (!text) return undefined;
  const value: unknown = attempt(() => JSON.parse(text));
  const kept = v.safeParse(envelope, value);
  const data = v.safeParse(schema, kept.success ? kept.output.data : undefined);
  return kept.success && data.success ? { at: kept.output.at, data: data.output } : undefined;
}

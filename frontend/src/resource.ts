// Answers of the API that screens show: what is known is there at once, then made fresh.

import type { Kept, Shelf } from "./storage.ts";
import { store, type Store } from "./store.ts";

export interface View<T> {
  data?: T;
  /** When the data was true, by the server's clock where it says so. */
  at?: number;
  /** The server could only give what it knew before. */
  stale?: boolean;
  loading: boolean;
  error?: unknown;
}

export interface Resource<T> {
  view: Store<View<T>>;
  /** Ask again; two that ask at once share one answer. Never rejects: see `view.error`. */
  refresh(): Promise<void>;
  /** Ask again if what is known is older than so many ms. */
  freshen(age?: number): Promise<void>;
  /** Forget, as after a logout. */
  reset(): void;
}

export interface Fresh<T> {
  data: T;
  at: number;
  stale?: boolean;
}

const FRESH = 60_000;
const LONG = 600_000; // ms for which a list is not cut back to its first page under the reader's finger

/** One answer, kept on the shelf under `key`. `onError` hears of every failure. */
export function resource<T>(
  key: string,
  ask: () => Promise<Fresh<T>>,
  shelf: Shelf,
  { now = Date.now, onDone }: { now?: () => number; onDone?: (error: unknown) => void } = {},
): Resource<T> {
  const view = store<View<T>>(seen(shelf.read<T>(key)));
  let flight: Promise<void> | undefined;
  let fetched = 0;
  let epoch = 0;

  const run = async (): Promise<void> => {
    const mine = epoch;
    view.set({ ...view.get(), loading: true });
    try {
      const { data, at, stale } = await ask();
      if (mine !== epoch) return;
      fetched = now();
      view.set({ data, at, stale: !!stale, loading: false });
      shelf.write(key, { at, data });
      onDone?.(undefined);
    } catch (error) {
      if (mine !== epoch) return;
      view.set({ ...view.get(), loading: false, error });
      onDone?.(error);
    }
  };

  const refresh = (): Promise<void> => {
    flight ??= run().finally(() => {
      flight = undefined;
    });
    return flight;
  };

  // A cleared web view still has what Telegram itself kept; the network may be quicker.
  if (!view.get().data) {
    void shelf.readSlow<T>(key).then((kept) => {
      if (kept && epoch === 0 && !view.get().data) view.set({ ...view.get(), data: kept.data, at: kept.at });
    });
  }

  return {
    view,
    refresh,
    freshen: (age = FRESH) => (now() - fetched < age ? Promise.resolve() : refresh()),
    reset() {
      epoch += 1;
      fetched = 0;
      flight = undefined;
      view.set({ loading: false });
    },
  };
}

const seen = <T>(kept: Kept<T> | undefined): View<T> =>
  kept ? { data: kept.data, at: kept.at, loading: false } : { loading: false };

export interface Pages<T> {
  items: readonly T[];
  total: number | undefined;
  /** False once everything has been seen. */
  more: boolean;
}

/** A list that is fetched page by page; the first page is the resource, the others follow it. */
export interface List<T> extends Resource<Pages<T>> {
  next(): Promise<void>;
}

export function list<T>(
  key: string,
  ask: (limit: number, offset: number) => Promise<{ items: readonly T[]; total: number | null; asOf: string; stale: boolean }>,
  shelf: Shelf,
  { size, onDone, now }: { size: number; onDone?: (error: unknown) => void; now?: () => number },
): List<T> {
  const page = async (known: readonly T[]): Promise<Fresh<Pages<T>>> => {
    const answer = await ask(size, known.length);
    const items = [...known, ...answer.items];
    const total = answer.total ?? undefined;
    // A total that no page can reach must not make us ask for ever.
    const more = answer.items.length === size && (total === undefined || items.length < total);
    return { data: { items, total, more }, at: Date.parse(answer.asOf), stale: answer.stale };
  };
  const first = resource<Pages<T>>(key, () => page([]), shelf, { ...(now && { now }), ...(onDone && { onDone }) });
  let flight: Promise<void> | undefined;
  const follow = async (): Promise<void> => {
    const before = first.view.get();
    if (!before.data?.more || before.loading) return;
    first.view.set({ ...before, loading: true });
    try {
      const { data, at, stale } = await page(before.data.items);
      if (first.view.get().data === before.data) first.view.set({ data, at, stale: !!stale, loading: false });
    } catch (error) {
      if (first.view.get().data === before.data) first.view.set({ ...before, loading: false, error });
      onDone?.(error);
    }
  };
  return {
    ...first,
    freshen(age) {
      const scrolled = (first.view.get().data?.items.length ?? 0) > size;
      return first.freshen(scrolled ? LONG : age);
    },
    next() {
      flight ??= follow().finally(() => {
        flight = undefined;
      });
      return flight;
    },
  };
}

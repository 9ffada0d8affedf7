// One answer of the API: what is known from earlier is there at once, then it is fetched.

import type * as v from "valibot";
import { CLOCK } from "./clock.ts";
import { type Environment, type Job, Loader, type View } from "./loader.ts";
import type { Cache } from "./storage.ts";
import { type Store, store } from "./store.ts";

export interface Resource<T> {
  view: Store<View<T>>;
  /** Ask now, because a person wants it. Never rejects: see `view.error`. */
  refresh(): Promise<void>;
  /** Ask if what is known is older than so many ms, and no failure forbids it yet. */
  freshen(age?: number): Promise<void>;
  /** Keep it fresh, and repeat failed requests, until the returned function is called. */
  show(): () => void;
  isShown(): boolean;
  /** Whether what failed was more of a list and not the refresh of what is known. */
  failedAtEnd?(): boolean;
  /** Forget everything, as after a logout. */
  reset(): void;
}

export interface CacheEntry<T> {
  key: string;
  cache: Cache;
  schema: v.GenericSchema<unknown, T>;
}

export const FRESH = 60_000; // ms

/** One answer, kept in the cache under a key. */
export function resource<T>(entry: CacheEntry<T>, ask: Job<T>, environment: Environment = {}): Resource<T> {
  const { clock = CLOCK } = environment;
  const { key, cache } = entry;
  let fetched = Number.NEGATIVE_INFINITY;
  let epoch = 0;
  const view = openView(entry, () => epoch > 0);

  const job: Job<T> = async () => {
    const asked = epoch;
    const fresh = await ask();
    if (asked !== epoch) return fresh;
    fetched = clock.now();
    cache.write(key, { at: fresh.at, data: fresh.data });
    return fresh;
  };
  const missing = (): Job<T> | undefined => (needs(view.get()) ? job : undefined);
  const loading = new Loader(view, missing, environment);
  const freshen = (age = FRESH): Promise<void> =>
    clock.now() - fetched < age ? Promise.resolve(loading.follow()) : loading.runPolitely(job);

  return {
    view,
    refresh: () => loading.run(job),
    freshen,
    show() {
      const hide = loading.show();
      void freshen();
      return hide;
    },
    isShown: () => loading.isShown(),
    reset() {
      epoch += 1;
      fetched = Number.NEGATIVE_INFINITY;
      loading.stop();
      view.set({ loading: false });
    },
  };
}

/** Nothing is known yet, or the last request failed. */
export const needs = ({ data, error }: View<unknown>): boolean => data === undefined || error !== undefined;

/** A view of what the cache has; a cleared web view may still get it from Telegram's own storage. */
export function openView<T>({ key, cache, schema }: CacheEntry<T>, wasReset: () => boolean): Store<View<T>> {
  const view = store<View<T>>({ ...cache.read(key, schema), loading: false });
  if (view.get().data === undefined) {
    void cache.readSlow(key, schema).then((kept) => {
      // The network may have been quicker, and a logout may have come in between.
      if (kept && !wasReset() && view.get().data === undefined) view.set({ ...view.get(), ...kept });
    });
  }
  return view;
}

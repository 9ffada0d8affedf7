// A list that is fetched page by page. This is the only place that decides when which page is
// asked for: screens say how much they need, and show what is known.

import { CLOCK, type Clock } from "./clock.ts";
import { type Environment, type Fresh, type Job, Loader, type View } from "./loader.ts";
import { type CacheEntry, FRESH, needs, openView, type Resource } from "./resource.ts";
import type { Store } from "./store.ts";

export interface Pages<T> {
  items: readonly T[];
  total?: number | undefined;
  /** False once everything is known. */
  more: boolean;
}

/** Whether a screen has what it needs of a list. */
export type Enough<T> = (pages: Pages<T>) => boolean;

export interface List<T> extends Resource<Pages<T>> {
  /** Also fetch next pages until `enough` holds. */
  show(enough?: Enough<T>): () => void;
  /** What a screen needs has changed. */
  follow(): void;
  /** Fetch the next page, as when the end comes into sight. */
  next(): Promise<void>;
  /** Repeat what failed, because a person wants it. */
  retry(): Promise<void>;
}

interface Answer<T> {
  items: readonly T[];
  total: number | null;
  asOf: string;
  stale: boolean;
}

export interface Asking<T> {
  size: number;
  ask(limit: number, offset: number): Promise<Answer<T>>;
  /** Names an item, so that one that comes on two pages is shown once. */
  id(item: T): unknown;
}

export function list<T>(entry: CacheEntry<Pages<T>>, asking: Asking<T>, environment: Environment = {}): List<T> {
  return new PagedList(entry, asking, environment);
}

class PagedList<T> implements List<T> {
  readonly view: Store<View<Pages<T>>>;
  private readonly clock: Clock;
  private readonly loader: Loader<Pages<T>>;
  private readonly needed = new Set<Enough<T>>();
  private fetched = Number.NEGATIVE_INFINITY;
  private epoch = 0;
  private nextFailed = false;

  constructor(
    private readonly entry: CacheEntry<Pages<T>>,
    private readonly asking: Asking<T>,
    environment: Environment,
  ) {
    this.clock = environment.clock ?? CLOCK;
    this.view = openView(entry, () => this.epoch > 0);
    this.loader = new Loader(this.view, () => this.missing(), environment);
  }

  refresh(): Promise<void> {
    return this.loader.run(this.firstPage);
  }

  async freshen(age = FRESH): Promise<void> {
    if (this.clock.now() - this.fetched < age) this.follow();
    else await this.loader.runPolitely(this.firstPage);
  }

  follow(): void {
    this.loader.follow();
  }

  async next(): Promise<void> {
    if (this.view.get().data?.more) await this.loader.runPolitely(this.nextPage);
  }

  retry(): Promise<void> {
    return this.loader.run(this.nextFailed ? this.nextPage : this.firstPage);
  }

  show(enough?: Enough<T>): () => void {
    const hide = this.loader.show();
    if (enough) this.needed.add(enough);
    void this.freshen();
    return () => {
      if (enough) this.needed.delete(enough);
      hide();
    };
  }

  isShown(): boolean {
    return this.loader.isShown();
  }

  failedAtEnd(): boolean {
    return this.nextFailed;
  }

  reset(): void {
    this.epoch += 1;
    this.nextFailed = false;
    this.fetched = Number.NEGATIVE_INFINITY;
    this.loader.stop();
    this.view.set({ loading: false });
  }

  private readonly firstPage: Job<Pages<T>> = async () => {
    const { epoch, entry, asking } = this;
    this.nextFailed = false;
    const answer = await asking.ask(asking.size, 0);
    const fresh = freshOf(answer, refreshed(this.view.get().data, answer, asking));
    if (epoch === this.epoch) {
      this.fetched = this.clock.now();
      entry.cache.write(entry.key, { at: fresh.at, data: extended([], answer, asking) });
    }
    return fresh;
  };

  private readonly nextPage: Job<Pages<T>> = async () => {
    const { asking } = this;
    const known = this.view.get().data?.items ?? [];
    this.nextFailed = true; // until it has succeeded
    const answer = await asking.ask(asking.size, known.length);
    this.nextFailed = false;
    return freshOf(answer, extended(known, answer, asking));
  };

  private missing(): Job<Pages<T>> | undefined {
    const view = this.view.get();
    if (this.nextFailed) return this.nextPage;
    if (!view.data || needs(view)) return this.firstPage;
    const { data } = view;
    return data.more && [...this.needed].some((enough) => !enough(data)) ? this.nextPage : undefined;
  }
}

const freshOf = <T>({ asOf, stale }: Answer<T>, data: Pages<T>): Fresh<Pages<T>> => ({
  data,
  at: Date.parse(asOf),
  stale,
});

/** What is known, with the next page behind it. */
function extended<T>(known: readonly T[], answer: Answer<T>, { size, id }: Asking<T>): Pages<T> {
  const ids = new Set(known.map(id));
  const added = answer.items.filter((item) => !ids.has(id(item)));
  const items = [...known, ...added];
  const total = answer.total ?? undefined;
  // A total that no page reaches must not be asked for without end.
  const more = answer.items.length === size && added.length > 0 && (total === undefined || items.length < total);
  return { items, total, more };
}

/** A new first page before the rest that was known: the list is not cut off while somebody reads on. */
function refreshed<T>(known: Pages<T> | undefined, answer: Answer<T>, asking: Asking<T>): Pages<T> {
  const page = extended([], answer, asking);
  const last = answer.items.at(-1);
  if (!known || last === undefined || known.items.length <= asking.size) return page;
  const at = known.items.findIndex((item) => asking.id(item) === asking.id(last));
  const items = [...answer.items, ...known.items.slice(at + 1)];
  const added = items.length - known.items.length;
  const grown = page.total === undefined || known.total === undefined ? 0 : page.total - known.total;
  // Only additions at the start fit; after any other change the rest is fetched again.
  const fits = at >= 0 && added >= 0 && (page.total === undefined || added === grown);
  return fits ? { items, total: page.total, more: known.more } : page;
}

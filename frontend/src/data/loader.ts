// Runs the requests behind one view: one at a time, and again after a failure while it is shown.

import { CLOCK, type Clock, type Timer } from "./clock.ts";
import { type Retry, retryPolicy } from "./retry.ts";
import type { Store } from "./store.ts";

export interface View<T> {
  data?: T;
  /** When the data was true, by the server's clock where the server says so. */
  at?: number;
  /** The server could only give what it knew before. */
  stale?: boolean;
  loading: boolean;
  /** Why the last request failed. */
  error?: unknown;
}

export interface Fresh<T> {
  data: T;
  at: number;
  stale?: boolean;
}

export type Job<T> = () => Promise<Fresh<T>>;

export interface Environment {
  clock?: Clock;
  /** Called after every request: `undefined` for a success. */
  onDone?: (error: unknown) => void;
}

/** The requests behind one view. Nothing here rejects: failures are in the view. */
export class Loader<T> {
  private readonly clock: Clock;
  private readonly onDone: Environment["onDone"];
  private readonly retry: Retry;
  private current: { job: Job<T>; done: Promise<void> } | undefined;
  /** Changes when what is under way is dropped. */
  private epoch = 0;
  private shown = 0;
  private timer: Timer | undefined;

  /** `missing` says what is to be asked next for what is shown, if anything. */
  constructor(
    private readonly view: Store<View<T>>,
    private readonly missing: () => Job<T> | undefined,
    { clock = CLOCK, onDone }: Environment,
  ) {
    this.clock = clock;
    this.onDone = onDone;
    this.retry = retryPolicy(clock);
  }

  /** Run a job now, or after the one that is under way; the same job is not run twice at once. */
  run(job: Job<T>): Promise<void> {
    if (this.current?.job === job) return this.current.done;
    const { epoch, current } = this;
    if (current) return current.done.then(() => (epoch === this.epoch ? this.run(job) : undefined));
    this.clock.cancel(this.timer);
    const started = { job, done: Promise.resolve() };
    this.current = started;
    started.done = this.ask(job);
    return started.done;
  }

  /** Run a job, unless the last failure was too short a time ago. */
  async runPolitely(job: Job<T>): Promise<void> {
    if (this.retry.pause() > 0) this.follow();
    else await this.run(job);
  }

  /** Start what is missing, or wait until that is allowed. */
  follow(): void {
    this.clock.cancel(this.timer);
    const job = this.shown > 0 && !this.current ? this.missing() : undefined;
    if (!job) return;
    const pause = this.retry.pause();
    if (pause === 0 && this.view.get().error === undefined) void this.run(job);
    else if (this.retry.worthwhile()) this.timer = this.clock.later(() => this.repeat(job), pause);
  }

  /** The view is on the screen, until the returned function is called. */
  show(): () => void {
    this.shown += 1;
    return () => {
      this.shown -= 1;
      if (this.shown === 0) this.clock.cancel(this.timer);
    };
  }

  isShown(): boolean {
    return this.shown > 0;
  }

  /** Drop what is under way. */
  stop(): void {
    this.epoch += 1;
    this.current = undefined;
    this.clock.cancel(this.timer);
    this.retry.succeeded();
  }

  private async ask(job: Job<T>): Promise<void> {
    const { epoch, view } = this;
    view.set({ ...view.get(), loading: true });
    let error: unknown;
    try {
      const { data, at, stale } = await job();
      if (epoch !== this.epoch) return;
      this.retry.succeeded();
      view.set({ data, at, stale: !!stale, loading: false });
    } catch (reason) {
      if (epoch !== this.epoch) return;
      error = reason;
      this.retry.failed(reason);
      view.set({ ...view.get(), loading: false, error });
    }
    this.current = undefined;
    this.onDone?.(error);
    if (epoch === this.epoch) this.follow();
  }

  // In the background nothing is repeated; coming back asks again.
  private repeat(job: Job<T>): void {
    if (!globalThis.document?.hidden && this.shown > 0) void this.run(job);
  }
}

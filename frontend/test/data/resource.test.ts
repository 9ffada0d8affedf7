import * as v from "valibot";
import { expect, test, vi } from "vitest";
import { ApiError, OfflineError } from "../../src/data/api.ts";
import type { Fresh } from "../../src/data/loader.ts";
import { resource } from "../../src/data/resource.ts";
import { type Cache, openCache, type SlowStorage } from "../../src/data/storage.ts";
import { fakeClock, memoryStorage, settled } from "./fakes.ts";

const MINUTE = 60_000;
const inCache = (cache: Cache = openCache(7, memoryStorage(), undefined)) => ({ key: "a", cache, schema: v.number() });

test("data from an earlier visit is shown before the server answers", async () => {
  const storage = memoryStorage();
  const first = resource(inCache(openCache(7, storage, undefined)), async () => ({ data: 1, at: 5 }));
  await first.refresh();
  const second = resource(inCache(openCache(7, storage, undefined)), () => new Promise<never>(() => undefined));
  expect(second.view.get()).toEqual({ data: 1, at: 5, loading: false });
});

test("cached data of another shape counts as missing", () => {
  const storage = memoryStorage({ "gm:7:a@3": JSON.stringify({ at: 5, data: { value: 1 } }) });
  const one = resource(inCache(openCache(7, storage, undefined)), () => new Promise<never>(() => undefined));
  expect(one.view.get()).toEqual({ loading: false });
});

test("a failure keeps the data and its time and is in the view", async () => {
  let fail = false;
  const one = resource(inCache(), async () => (fail ? Promise.reject(new OfflineError()) : { data: 1, at: 5 }));
  await one.refresh();
  fail = true;
  await one.refresh();
  expect(one.view.get()).toMatchObject({ data: 1, at: 5, loading: false, error: expect.any(OfflineError) });
});

test("two refreshes at once share one request", async () => {
  const ask = vi.fn(async () => ({ data: 1, at: 5 }));
  const one = resource(inCache(), ask);
  await Promise.all([one.refresh(), one.refresh()]);
  expect(ask).toHaveBeenCalledOnce();
});

test("an answer that arrives after the logout is dropped", async () => {
  let answer: (value: Fresh<number>) => void = () => undefined;
  const storage = memoryStorage();
  const cache = openCache(7, storage, undefined);
  const one = resource(inCache(cache), () => new Promise<Fresh<number>>((resolve) => (answer = resolve)));
  const asked = one.refresh();
  one.reset();
  answer({ data: 1, at: 5 });
  await asked;
  expect(one.view.get()).toEqual({ loading: false });
  expect(cache.read("a", v.number())).toBeUndefined();
});

test("fresh data is not asked for again", async () => {
  const clock = fakeClock();
  const ask = vi.fn(async () => ({ data: 1, at: 5 }));
  const one = resource(inCache(), ask, { clock });
  await one.freshen();
  await one.freshen();
  await clock.pass(MINUTE + 1);
  await one.freshen();
  expect(ask).toHaveBeenCalledTimes(2);
});

test("data from Telegram's storage is shown when the web view was cleared, even without a network", async () => {
  const slow: SlowStorage = { get: async () => JSON.stringify({ at: 3, data: 9 }), set: async () => undefined };
  const entry = { ...inCache(openCache(1, memoryStorage(), slow)), key: "overview" };
  const one = resource(entry, () => Promise.reject(new OfflineError()));
  void one.refresh();
  await vi.waitFor(() => expect(one.view.get().data).toBe(9));
});

test("a failed request is repeated with growing pauses while it is shown, and at most five times", async () => {
  const clock = fakeClock();
  const times: number[] = [];
  const ask = () => {
    times.push(clock.now());
    return Promise.reject(new ApiError(502, "partner_broken"));
  };
  const one = resource(inCache(), ask, { clock });
  one.show();
  await clock.pass(60 * MINUTE);
  const pauses = times.slice(1).map((time, at) => time - (times[at] ?? 0));
  expect(pauses).toEqual([3000, 6000, 12_000, 24_000, 48_000]);
});

test("a failed request is not repeated before the server's Retry-After", async () => {
  const clock = fakeClock();
  const ask = vi.fn(() => Promise.reject(new ApiError(429, "too_many_requests", 30)));
  const one = resource(inCache(), ask, { clock });
  one.show();
  await clock.pass(29_000);
  await one.freshen(0);
  expect(ask).toHaveBeenCalledOnce();
  await clock.pass(2000);
  expect(ask).toHaveBeenCalledTimes(2);
});

test("a request that was refused for good is not repeated", async () => {
  const clock = fakeClock();
  const ask = vi.fn(() => Promise.reject(new ApiError(422, "partner_invalid")));
  const one = resource(inCache(), ask, { clock });
  one.show();
  await clock.pass(10 * MINUTE);
  expect(ask).toHaveBeenCalledOnce();
});

test("after an outage a shown resource recovers by itself, and a hidden one does not ask", async () => {
  const clock = fakeClock();
  let fail = true;
  const ask = vi.fn(async () => (fail ? Promise.reject(new OfflineError()) : { data: 1, at: 5 }));
  const one = resource(inCache(), ask, { clock });
  const hide = one.show();
  await clock.pass(MINUTE);
  fail = false;
  await clock.pass(MINUTE);
  expect(one.view.get()).toMatchObject({ data: 1 });
  fail = true;
  await one.refresh();
  hide();
  const before = ask.mock.calls.length;
  await clock.pass(10 * MINUTE);
  expect(ask).toHaveBeenCalledTimes(before);
});

test("a refresh during another one of a person's is not lost after a logout", async () => {
  const ask = vi.fn(async () => ({ data: 1, at: 5 }));
  const one = resource(inCache(), ask);
  const first = one.refresh();
  one.reset();
  await Promise.all([first, one.refresh()]);
  await settled();
  expect(one.view.get().data).toBe(1);
});

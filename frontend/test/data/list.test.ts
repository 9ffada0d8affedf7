import * as v from "valibot";
import { expect, test, vi } from "vitest";
import { ApiError } from "../../src/data/api.ts";
import { list } from "../../src/data/list.ts";
import { keptPages } from "../../src/data/list-schemas.ts";
import { openCache } from "../../src/data/storage.ts";
import { fakeClock, memoryStorage } from "./fakes.ts";

const MINUTE = 60_000;
type Ask = (
  limit: number,
  offset: number,
) => Promise<{ items: number[]; total: number | null; asOf: string; stale: boolean }>;

const answer = (items: number[], total: number | null) => ({
  items,
  total,
  asOf: "2026-11-22T00:00:00Z",
  stale: false,
});
/** A server with these items. */
const serving = (all: () => number[]) =>
  vi.fn<Ask>(async (limit, offset) => answer(all().slice(offset, offset + limit), all().length));

function open(ask: Ask, size = 2) {
  const clock = fakeClock();
  const entry = { key: "l", cache: openCache(1, memoryStorage(), undefined), schema: keptPages(v.number()) };
  return { clock, one: list(entry, { size, ask, id: (item) => item }, { clock }) };
}

test("pages follow until everything is known", async () => {
  const ask = serving(() => [1, 2, 3, 4, 5]);
  const { one } = open(ask);
  await one.refresh();
  for (let page = 0; page < 4; page += 1) await one.next();
  expect(one.view.get().data).toEqual({ items: [1, 2, 3, 4, 5], total: 5, more: false });
  expect(ask).toHaveBeenCalledTimes(3);
});

test("a total that no page reaches is not asked for without end", async () => {
  const ask = vi.fn<Ask>(async (_, offset) => answer(offset ? [] : [1, 2], 99));
  const { one } = open(ask);
  await one.refresh();
  await one.next();
  await one.next();
  expect(ask).toHaveBeenCalledTimes(2);
  expect(one.view.get().data?.more).toBe(false);
});

test("an item that comes on two pages is shown once", async () => {
  const ask = vi.fn<Ask>(async (_, offset) => answer(offset ? [2, 3] : [1, 2], 3));
  const { one } = open(ask);
  await one.refresh();
  await one.next();
  expect(one.view.get().data?.items).toEqual([1, 2, 3]);
});

test("a screen gets as many pages as it needs, and no more", async () => {
  const ask = serving(() => [1, 2, 3, 4, 5, 6, 7]);
  const { one, clock } = open(ask);
  one.show(({ items }) => items.includes(4));
  await clock.pass(0);
  expect(one.view.get().data?.items).toEqual([1, 2, 3, 4]);
});

test("a link beyond the first page does not flood a server that refuses the second one", async () => {
  const ask = vi.fn<Ask>(async (_, offset) =>
    offset ? Promise.reject(new ApiError(503, "partner_unreachable")) : answer([1, 2], 9),
  );
  const { one, clock } = open(ask);
  one.show(({ items }) => items.includes(8));
  await clock.pass(5000);
  expect(ask.mock.calls.length).toBeLessThanOrEqual(3);
  await clock.pass(60 * MINUTE);
  expect(ask).toHaveBeenCalledTimes(7); // the first page, the second one, and five repeats
  expect(one.view.get()).toMatchObject({ data: { items: [1, 2] }, error: expect.any(ApiError) });
  expect(one.failedAtEnd?.()).toBe(true);
});

test("a next page is not asked for before the server's Retry-After", async () => {
  const ask = vi.fn<Ask>(async (_, offset) =>
    offset ? Promise.reject(new ApiError(429, "too_many_requests", 30)) : answer([1, 2], 9),
  );
  const { one, clock } = open(ask);
  one.show(({ items }) => items.includes(8));
  for (let second = 0; second < 29; second += 1) {
    await clock.pass(1000);
    await one.next();
    one.follow();
  }
  expect(ask).toHaveBeenCalledTimes(2);
  await clock.pass(2000);
  expect(ask).toHaveBeenCalledTimes(3);
});

test("a person's retry repeats the page that failed", async () => {
  let fail = true;
  const ask = vi.fn<Ask>(async (_, offset) =>
    offset && fail ? Promise.reject(new ApiError(502, "partner_broken")) : answer(offset ? [3] : [1, 2], 3),
  );
  const { one } = open(ask);
  await one.refresh();
  await one.next();
  fail = false;
  await one.retry();
  expect(one.view.get()).toMatchObject({ data: { items: [1, 2, 3] }, loading: false });
  expect(one.view.get().error).toBeUndefined();
  expect(ask.mock.calls.map(([, offset]) => offset)).toEqual([0, 2, 2]);
});

test("a refresh keeps what was read beyond the first page", async () => {
  let all = [1, 2, 3, 4, 5];
  const { one } = open(serving(() => all));
  await one.refresh();
  await one.next();
  await one.refresh();
  expect(one.view.get().data).toEqual({ items: [1, 2, 3, 4], total: 5, more: true });
  all = [0, 1, 2, 3, 4, 5];
  await one.refresh();
  expect(one.view.get().data).toEqual({ items: [0, 1, 2, 3, 4], total: 6, more: true });
  all = [1, 2, 4, 5];
  await one.refresh();
  expect(one.view.get().data).toEqual({ items: [1, 2], total: 4, more: true });
});

test("the cache keeps the first page alone", async () => {
  const storage = memoryStorage();
  const cache = openCache(1, storage, undefined);
  const schema = keptPages(v.number());
  const one = list({ key: "l", cache, schema }, { size: 2, ask: serving(() => [1, 2, 3]), id: (item) => item });
  await one.refresh();
  await one.next();
  await one.refresh();
  expect(cache.read("l", schema)?.data).toEqual({ items: [1, 2], total: 3, more: true });
});

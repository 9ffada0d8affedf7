import { describe, expect, test, vi } from "vitest";
import { OfflineError } from "../src/api.ts";
import { list, resource } from "../src/resource.ts";
import { shelf, type Slow } from "../src/storage.ts";

function memory(): Storage {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  return new Proxy(storage, {
    ownKeys: () => [...kept.keys()],
    getOwnPropertyDescriptor: (_, key) => ({ configurable: true, enumerable: kept.has(String(key)) }),
  }) as unknown as Storage;
}

describe("resource", () => {
  test("what was known is there before anything is asked", async () => {
    const storage = memory();
    const first = resource("a", async () => ({ data: 1, at: 5 }), shelf(7, storage, undefined));
    await first.refresh();
    const second = resource("a", () => new Promise<never>(() => undefined), shelf(7, storage, undefined));
    expect(second.view.get()).toEqual({ data: 1, at: 5, loading: false });
  });

  test("a failure keeps the data and its time", async () => {
    let fail = false;
    const one = resource("a", async () => (fail ? Promise.reject(new OfflineError()) : { data: 1, at: 5 }), shelf(7, memory(), undefined));
    await one.refresh();
    fail = true;
    await one.refresh();
    expect(one.view.get()).toMatchObject({ data: 1, at: 5, loading: false, error: expect.any(OfflineError) });
  });

  test("two that ask at once share one answer", async () => {
    const ask = vi.fn(async () => ({ data: 1, at: 5 }));
    const one = resource("a", ask, shelf(7, memory(), undefined));
    await Promise.all([one.refresh(), one.refresh()]);
    expect(ask).toHaveBeenCalledOnce();
  });

  test("an answer that comes after the logout is dropped", async () => {
    let answer: (value: { data: number; at: number }) => void = () => undefined;
    const storage = memory();
    const one = resource("a", () => new Promise((resolve: typeof answer) => (answer = resolve)), shelf(7, storage, undefined));
    const asked = one.refresh();
    one.reset();
    answer({ data: 1, at: 5 });
    await asked;
    expect(one.view.get()).toEqual({ loading: false });
    expect(shelf(7, storage, undefined).read("a")).toBeUndefined();
  });

  test("what is fresh is not asked for again", async () => {
    let now = 0;
    const ask = vi.fn(async () => ({ data: 1, at: 5 }));
    const one = resource("a", ask, shelf(7, memory(), undefined), { now: () => now });
    now = 100_000;
    await one.freshen();
    await one.freshen();
    now += 61_000;
    await one.freshen();
    expect(ask).toHaveBeenCalledTimes(2);
  });
});

describe("shelf", () => {
  test("two users of one device see only their own", () => {
    const storage = memory();
    shelf(1, storage, undefined).write("overview", { at: 1, data: "one" });
    expect(shelf(2, storage, undefined).read("overview")).toBeUndefined();
    expect(shelf(1, storage, undefined).read("overview")?.data).toBe("one");
  });

  test("clearing forgets one user's answers in both storages", () => {
    const storage = memory();
    const slow: Slow = { get: async () => null, set: vi.fn(async () => undefined) };
    shelf(1, storage, slow).write("overview", { at: 1, data: "one" });
    shelf(2, storage, slow).write("overview", { at: 1, data: "two" });
    shelf(1, storage, slow).clear();
    expect(shelf(1, storage, slow).read("overview")).toBeUndefined();
    expect(shelf(2, storage, slow).read("overview")?.data).toBe("two");
    expect(slow.set).toHaveBeenLastCalledWith("gm:1:overview", null);
  });

  test("a cleared web view still has what Telegram kept", async () => {
    const kept = JSON.stringify({ format: 1, at: 3, data: "kept" });
    const slow: Slow = { get: async () => kept, set: async () => undefined };
    const one = resource("overview", () => new Promise<never>(() => undefined), shelf(1, memory(), slow));
    await vi.waitFor(() => expect(one.view.get().data).toBe("kept"));
  });

  test("broken, foreign or forbidden storage only means that nothing is kept", () => {
    const storage = memory();
    storage.setItem("gm:1:overview", "{");
    storage.setItem("gm:1:miners", JSON.stringify({ format: 0, at: 1, data: [] }));
    const forbidden = new Proxy({} as Storage, { get: () => () => { throw new Error("denied"); } });
    expect(shelf(1, storage, undefined).read("overview")).toBeUndefined();
    expect(shelf(1, storage, undefined).read("miners")).toBeUndefined();
    expect(shelf(1, forbidden, undefined).read("overview")).toBeUndefined();
    expect(() => shelf(1, forbidden, undefined).write("overview", { at: 1, data: 1 })).not.toThrow();
  });
});

describe("list", () => {
  const answer = (items: number[], total: number | null) => ({ items, total, asOf: "2026-11-22T00:00:00Z", stale: false });

  test("goes on page by page until everything has been seen", async () => {
    const all = [1, 2, 3, 4, 5];
    const ask = vi.fn(async (limit: number, offset: number) => answer(all.slice(offset, offset + limit), 5));
    const one = list("l", ask, shelf(1, memory(), undefined), { size: 2 });
    await one.refresh();
    await one.next();
    await one.next();
    await one.next();
    expect(one.view.get().data).toEqual({ items: all, total: 5, more: false });
    expect(ask).toHaveBeenCalledTimes(3);
  });

  test("a total that no page reaches does not make it ask for ever", async () => {
    const ask = vi.fn(async (_: number, offset: number) => answer(offset ? [] : [1, 2], 99));
    const one = list("l", ask, shelf(1, memory(), undefined), { size: 2 });
    await one.refresh();
    await one.next();
    await one.next();
    expect(ask).toHaveBeenCalledTimes(2);
    expect(one.view.get().data?.more).toBe(false);
  });

  test("is not cut back to its first page while somebody reads on", async () => {
    let time = 1_000_000;
    const ask = vi.fn(async (limit: number, offset: number) => answer([1, 2, 3].slice(offset, offset + limit), 3));
    const one = list("l", ask, shelf(1, memory(), undefined), { size: 2, now: () => time });
    await one.refresh();
    await one.next();
    time += 120_000;
    await one.freshen();
    expect(one.view.get().data?.items).toEqual([1, 2, 3]);
    time += 600_000;
    await one.freshen();
    expect(one.view.get().data?.items).toEqual([1, 2]);
  });
});

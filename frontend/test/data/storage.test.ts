import * as v from "valibot";
import { expect, test, vi } from "vitest";
import { LONGEST, openCache, type SlowStorage } from "../../src/data/storage.ts";
import { memoryStorage } from "./fakes.ts";

const text = v.string();

test("two users of one device see only their own data", () => {
  const storage = memoryStorage();
  openCache(1, storage, undefined).write("overview", { at: 1, data: "one" });
  expect(openCache(2, storage, undefined).read("overview", text)).toBeUndefined();
  expect(openCache(1, storage, undefined).read("overview", text)).toEqual({ at: 1, data: "one" });
});

test("clearing removes one user's data from both storages, also that of version 1", () => {
  const storage = memoryStorage();
  const slow: SlowStorage = { get: async () => null, set: vi.fn(async () => undefined) };
  openCache(1, storage, slow).write("overview", { at: 1, data: "one" });
  openCache(2, storage, slow).write("overview", { at: 1, data: "two" });
  openCache(1, storage, slow).clear();
  expect(openCache(1, storage, slow).read("overview", text)).toBeUndefined();
  expect(openCache(2, storage, slow).read("overview", text)?.data).toBe("two");
  expect(slow.set).toHaveBeenCalledWith("gm:1:overview", null);
  expect(slow.set).toHaveBeenCalledWith("gm:1:overview@3", null);
});

test("data of another version is removed when the cache is opened", () => {
  const storage = memoryStorage({
    "gm:1:overview": '{"format":1,"at":1,"data":{}}',
    "gm:2:overview": "{}",
    "gm:1:a@3": "{}",
  });
  openCache(1, storage, undefined);
  expect(Object.keys(storage)).toEqual(["gm:2:overview", "gm:1:a@3"]);
});

test.each(["{", "null", "[]", '{"at":"1","data":"x"}', '{"data":"x"}', '{"at":1,"data":5}'])(
  "%s counts as missing",
  (kept) => {
    const storage = memoryStorage({ "gm:1:overview@3": kept });
    expect(openCache(1, storage, undefined).read("overview", text)).toBeUndefined();
  },
);

test("a forbidden storage means that nothing is kept", () => {
  const denied = (): never => {
    throw new Error("denied");
  };
  const forbidden = new Proxy(memoryStorage(), { get: denied, ownKeys: denied });
  const cache = openCache(1, forbidden, undefined);
  expect(cache.read("overview", text)).toBeUndefined();
  expect(() => cache.write("overview", { at: 1, data: 1 })).not.toThrow();
  expect(() => cache.clear()).not.toThrow();
});

test("an answer of more than 16 K characters is not kept, nor an older one in its place", () => {
  const storage = memoryStorage();
  const cache = openCache(1, storage, undefined);
  cache.write("income", { at: 1, data: "small" });
  cache.write("income", { at: 2, data: "x".repeat(LONGEST) });
  expect(cache.read("income", text)).toBeUndefined();
  expect(Object.keys(storage)).toEqual([]);
});

test("what is kept of a farm of 137 miners is less than 12 K characters", () => {
  const storage = memoryStorage();
  const cache = openCache(1, storage, undefined);
  const net = { usd: { net: "1.12345678" } };
  const miner = {
    id: 1234567,
    name: "MINEBOX S3 #1234",
    power: "71.85",
    energyEfficiency: "15.5",
    status: "active",
    net,
  };
  const day = { date: "2026-11-21", value: "0.00012345678912", net: "0.00012345678912", records: 137 };
  cache.write("miners", { at: 1, data: { items: Array.from({ length: 50 }, () => miner), total: 137, more: true } });
  cache.write("income", { at: 1, data: { items: Array.from({ length: 30 }, () => day), total: 365, more: true } });
  const kept = Object.keys(storage).map((key) => storage.getItem(key)?.length ?? 0);
  expect(kept).toHaveLength(2);
  expect(kept.reduce((all, one) => all + one, 0)).toBeLessThan(12_000);
});

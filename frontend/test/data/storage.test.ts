import * as v from "valibot";
import { expect, test, vi } from "vitest";
import { openCache, type SlowStorage } from "../../src/data/storage.ts";
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
  expect(slow.set).toHaveBeenCalledWith("gm:1:overview@2", null);
});

test("data of another version is removed when the cache is opened", () => {
  const storage = memoryStorage({
    "gm:1:overview": '{"format":1,"at":1,"data":{}}',
    "gm:2:overview": "{}",
    "gm:1:a@2": "{}",
  });
  openCache(1, storage, undefined);
  expect(Object.keys(storage)).toEqual(["gm:2:overview", "gm:1:a@2"]);
});

test.each(["{", "null", "[]", '{"at":"1","data":"x"}', '{"data":"x"}', '{"at":1,"data":5}'])(
  "%s counts as missing",
  (kept) => {
    const storage = memoryStorage({ "gm:1:overview@2": kept });
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

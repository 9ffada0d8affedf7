import { expect, test, vi } from "vitest";
import { shouldReload } from "../../src/data/updates.ts";
import { memoryStorage } from "./fakes.ts";

const gone = new TypeError("Failed to fetch dynamically imported module: https://a.example/assets/day-1.js");
const unnamed = new TypeError("Importing a module script failed.");
const answering = (status: number) => vi.fn(async () => new Response("", { status }));

test("a part that is gone is a reason to reload, once for each build", async () => {
  const storage = memoryStorage();
  const world = { storage, send: answering(404), build: "one" };
  expect(await shouldReload(gone, world)).toBe(true);
  expect(world.send).toHaveBeenCalledWith(
    "https://a.example/assets/day-1.js",
    expect.objectContaining({ cache: "no-store", signal: expect.any(AbortSignal) }),
  );
  expect(await shouldReload(gone, world)).toBe(false);
  expect(await shouldReload(gone, { ...world, build: "two" })).toBe(true);
});

test("a part that is there, or a lost network, is no reason", async () => {
  const world = { storage: memoryStorage(), build: "one" };
  expect(await shouldReload(gone, { ...world, send: answering(200) })).toBe(false);
  const lost = vi.fn(() => Promise.reject(new TypeError("offline")));
  expect(await shouldReload(gone, { ...world, send: lost })).toBe(false);
  expect(await shouldReload(unnamed, { ...world, send: lost })).toBe(false);
});

test("where the browser does not name the part, a reachable server is enough", async () => {
  const world = { storage: memoryStorage(), build: "one", send: answering(200) };
  expect(await shouldReload(unnamed, world)).toBe(true);
  expect(world.send).toHaveBeenCalledWith(
    "/",
    expect.objectContaining({ cache: "no-store", signal: expect.any(AbortSignal) }),
  );
});

test("without a storage nothing ends the reloads, so there is none", async () => {
  expect(await shouldReload(gone, { storage: undefined, send: answering(404), build: "one" })).toBe(false);
});

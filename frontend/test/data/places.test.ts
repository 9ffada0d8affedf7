import { expect, test } from "vitest";
import { keepPlace, placeFor, readPlace } from "../../src/data/places.ts";
import { memoryStorage } from "./fakes.ts";

test.each([
  ["miner_42", { tab: "miners", stack: [{ name: "miner", id: "42" }] }],
  ["income", { tab: "income", stack: [] }],
  ["wallet", { tab: "wallet", stack: [] }],
  ["day_2026-11-21", { tab: "income", stack: [{ name: "day", id: "2026-11-21" }] }],
  ["day_javascript", { tab: "income", stack: [] }],
  ["shop", { tab: "shop", stack: [] }],
  ["offer_1505", { tab: "shop", stack: [{ name: "offer", id: "1505" }] }],
  [
    "review_7",
    {
      tab: "shop",
      stack: [
        { name: "offer", id: "7" },
        { name: "review", id: "7" },
      ],
    },
  ],
  [
    "order_0199abcdef0199abcdef0199abcdef01",
    { tab: "wallet", stack: [{ name: "orders" }, { name: "order", id: "0199abcdef0199abcdef0199abcdef01" }] },
  ],
  ["order_../../etc/passwd", { tab: "wallet", stack: [{ name: "orders" }] }],
  ["orders", { tab: "wallet", stack: [{ name: "orders" }] }],
  ["settings", { tab: "overview", stack: [{ name: "settings" }] }],
  ["login", { tab: "overview", stack: [] }],
  ["https://evil.example", { tab: "overview", stack: [] }],
  [undefined, { tab: "overview", stack: [] }],
])("the link %s leads to its place", (link, place) => {
  expect(placeFor(link)).toEqual(place);
});

test("a place survives one reload of the page, and nothing but a place is read", () => {
  const storage = memoryStorage();
  const place = placeFor("miner_42");
  keepPlace(storage, place);
  expect(readPlace(storage)).toEqual(place);
  expect(readPlace(storage)).toBeUndefined();
  for (const text of ["{", '{"tab":"market","stack":[]}', '{"tab":"miners","stack":[{"name":"x"}]}']) {
    expect(readPlace(memoryStorage({ "gm:place": text }))).toBeUndefined();
  }
});

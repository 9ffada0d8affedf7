import { expect, test } from "vitest";
import { affordable, cheapest, lowestPerTh, type Offer, perTh, sorted } from "../../src/data/shop.ts";

const offer = (id: number, power: string, priceUsd: string, energyEfficiency = "15", net = "0.1"): Offer => ({
  id,
  name: null,
  power,
  energyEfficiency,
  priceUsd,
  priceStars: 1,
  day: { gross: "1", fees: "0.9", net, netBtc: null },
  paybackDays: null,
});

const ids = (offers: readonly Offer[]): unknown[] => offers.map(({ id }) => id);
const OFFERS = [
  offer(1, "1", "14.99"),
  offer(2, "2", "34.5", "12"),
  offer(3, "8", "133.99", "12"),
  offer(4, "16", "200.00"),
  offer(5, "16", "200.01", "12"),
];

test("a budget buys the most power of each W/TH, and exactly that much may be spent", () => {
  expect(ids(affordable(OFFERS, "200"))).toEqual([3, 4]);
  expect(ids(affordable(OFFERS, "199.999999999999999999"))).toEqual([1, 3]);
  expect(ids(affordable(OFFERS, "14.98"))).toEqual([]);
  expect(affordable(OFFERS, undefined)).toBe(OFFERS);
});

test("a price for a TH is exact to 18 places and decides which one is the lowest", () => {
  expect(perTh(offer(1, "3", "10"))).toBe(3_333_333_333_333_333_333n);
  expect(lowestPerTh(OFFERS)?.id).toBe(4);
  expect(lowestPerTh([offer(1, "1", "14.99")])).toBeUndefined();
  expect(cheapest([...OFFERS].reverse())?.id).toBe(1);
});

test("a column sorts by amounts, not by their letters", () => {
  const rows = [offer(1, "9", "100", "15", "0.9"), offer(2, "10", "99", "15", "0.10"), offer(3, "5000", "1000.5")];
  expect(ids(sorted(rows, "power"))).toEqual([3, 2, 1]);
  expect(ids(sorted(rows, "price"))).toEqual([2, 1, 3]);
  expect(ids(sorted(rows, "net"))).toEqual([1, 2, 3]);
  const [first, ...others] = rows.map((one, at) => ({ ...one, paybackDays: [null, 20, 9][at] ?? null }));
  expect(ids(sorted(first ? [first, ...others] : [], "payback"))).toEqual([3, 2, 1]);
});

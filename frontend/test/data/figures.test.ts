import { describe, expect, test } from "vitest";
import { calculate, economics } from "../../src/data/calculator.ts";
import { byPower, standing } from "../../src/data/incentives.ts";
import { byMonth, shownDays, sumOf } from "../../src/data/income.ts";
import { powerScale } from "../../src/data/power-scale.ts";
import type { IncomeDay, IncomeRecord, Level, Overview } from "../../src/data/schemas.ts";

const perTh = (figures: Partial<NonNullable<Overview["incomePerTh"]>>): Overview["incomePerTh"] => ({
  btcCourseInUsd: null,
  kilowattHour: null,
  totalIncomePerThToday: null,
  c1ValuePerThPerWtToday: null,
  c2ValuePerThToday: null,
  c3ValuePerThToday: null,
  c4ValuePerThToday: null,
  ...figures,
});

describe("calculator", () => {
  // The capture of 2026-09-09: net of 15 W/TH 0.012051 USD, break-even 25.04 W/TH.
  const terms = economics(
    perTh({
      totalIncomePerThToday: "0.038951",
      c1ValuePerThPerWtToday: "0.0012",
      c2ValuePerThToday: "0.0089",
      btcCourseInUsd: "78864",
    }),
  );

  test("reproduces the partner's own figures", () => {
    expect(terms && calculate(terms, 1, 15).net).toBeCloseTo(0.012051, 9);
    expect(terms && calculate(terms, 1, 20).net).toBeCloseTo(0.006051, 9);
    expect(terms && calculate(terms, 1, 15).breakEven).toBeCloseTo(25.04, 2);
  });

  test("never falls below zero, and says that it would lose", () => {
    expect(terms && calculate(terms, 10, 50)).toMatchObject({ net: 0, loses: true });
  });

  test("needs all of its figures", () => {
    expect(economics(perTh({ totalIncomePerThToday: "1" }))).toBeUndefined();
    expect(economics(null)).toBeUndefined();
    const hourly = perTh({ totalIncomePerThToday: "1", kilowattHour: "0.05", c2ValuePerThToday: "0.01" });
    expect(economics(hourly)?.electricity).toBeCloseTo(0.0012, 12);
  });
});

test("the power slider reaches the largest miner and returns to a larger own power", () => {
  const { steps, stepOf, powerAt } = powerScale(9844);
  expect(powerAt(stepOf(9844))).toBe(9844);
  expect(powerAt(0)).toBe(1);
  expect(powerScale(0).powerAt(steps)).toBe(5000);
});

describe("income", () => {
  const record = (id: number, value: string): IncomeRecord => ({
    id: null,
    nft: { id, name: `m${id}` },
    nftId: id,
    value,
    power: null,
    energyEfficiency: null,
    c1Value: null,
    c2Value: null,
    totalDiscount: null,
    maintenanceByGmt: null,
    rewardProtection: null,
    metaData: null,
  });
  const amounts = { gross: null, electricity: null, service: null, forgiven: null, fees: null, net: null };
  const dayWith = (minedOn: string, incomes: IncomeRecord[], net: Record<string, string> = {}): IncomeDay => {
    const all =
      Object.keys(net).length === incomes.length ? sumOf(Object.values(net).map((value) => ({ value }))) : null;
    return {
      minedOn,
      value: sumOf(incomes),
      incomes,
      incomeStatistic: null,
      net: { usd: amounts, btc: { ...amounts, net: all }, discount: null, discountFrom: null, feesPaidIn: null },
      netByMiner: net,
    };
  };
  // On the second day the fees were paid in GOMINING, and those of miner 2 are not known.
  const days = [
    dayWith("2026-11-01", [record(1, "0.1"), record(2, "0.2")], { 1: "0.1", 2: "0.2" }),
    dayWith("2026-10-31", [record(1, "0.3"), record(2, "0.4")], { 1: "0.1" }),
    dayWith("2026-10-30", [record(1, "0.5")], { 1: "0.2" }),
  ];

  test("of a day is its net, or what was credited where the fees are not known", () => {
    expect(shownDays(days).map(({ value, isNet }) => [value, isNet])).toEqual([
      ["0.3", true],
      ["0.7", false],
      ["0.2", true],
    ]);
  });

  test("of one miner is its own net", () => {
    const shown = (miner: string) => shownDays(days, miner).map(({ date, value, isNet }) => [date, value, isNet]);
    expect(shown("1")).toEqual([
      ["2026-11-01", "0.1", true],
      ["2026-10-31", "0.1", true],
      ["2026-10-30", "0.2", true],
    ]);
    expect(shown("2")).toEqual([
      ["2026-11-01", "0.2", true],
      ["2026-10-31", "0.4", false],
    ]);
  });

  test("is listed by month", () => {
    expect(byMonth(shownDays(days)).map(([month, list]) => [month, list.length])).toEqual([
      ["2026-11", 1],
      ["2026-10", 2],
    ]);
  });
});

test("a power has a VIP level, and so much is missing for the next one", () => {
  const level = (name: string, minPower: string): Level => ({
    level: name,
    minPower,
    maintenanceDiscount: null,
    cardCashback: null,
    travelCashback: null,
  });
  const levels = byPower([level("C", "50"), level("A", "0"), level("B", "10")]);
  expect(standing(levels, 20)).toMatchObject({ own: 1, missing: 30, done: 0.25, next: { level: "C" } });
  expect(standing(levels, 80)).toMatchObject({ own: 2, missing: 0, done: 1, next: undefined });
});

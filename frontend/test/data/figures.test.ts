import { describe, expect, test } from "vitest";
import { calculate, economics } from "../../src/data/calculator.ts";
import { withoutGaps } from "../../src/data/day-gaps.ts";
import { byPower, standing } from "../../src/data/incentives.ts";
import { byMonth, emptyDay, ownDays, shownDays } from "../../src/data/income.ts";
import type { DaySum, Level } from "../../src/data/list-schemas.ts";
import { powerScale } from "../../src/data/power-scale.ts";
import type { Overview } from "../../src/data/schemas.ts";

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
  const dayWith = (date: string, value: string, net: string | null, records = 1): DaySum => ({
    date,
    value,
    net,
    records,
  });
  const days = [
    dayWith("2026-11-01", "0.3", "0.2"),
    dayWith("2026-10-31", "0.7", null),
    dayWith("2026-10-30", "0", "0", 0),
  ];

  test("of a day is its net, or what was credited where the fees are not known", () => {
    expect(shownDays(days).map(({ value, isNet }) => [value, isNet])).toEqual([
      ["0.2", true],
      ["0.7", false],
      ["0", true],
    ]);
  });

  test("of one miner leaves out the days without a record of it", () => {
    expect(ownDays(days).map(({ date }) => date)).toEqual(["2026-11-01", "2026-10-31"]);
  });

  test("is listed by month", () => {
    expect(byMonth(shownDays(days)).map(([month, list]) => [month, list.length])).toEqual([
      ["2026-11", 1],
      ["2026-10", 2],
    ]);
  });
});

describe("a chart", () => {
  const dates = (given: string[]) =>
    withoutGaps(
      given.map((date) => ({ date, value: "1" })),
      emptyDay,
    );

  test("has a zero bar for each day without income, in the order of the dates", () => {
    const shown = dates(["2026-11-02", "2026-10-30", "2026-10-31"]).map(({ date, value }) => [date, value]);
    expect(shown).toEqual([
      ["2026-10-30", "1"],
      ["2026-10-31", "1"],
      ["2026-11-01", "0"],
      ["2026-11-02", "1"],
    ]);
    expect(dates([])).toEqual([]);
    expect(dates(["2026-10-30"])).toHaveLength(1);
  });

  test("does not follow a date that is far away", () => {
    expect(dates(["1970-01-01", "2026-10-31"])).toHaveLength(2);
    expect(dates(["", "2026-10-31"])).toHaveLength(2);
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

import { expect, test } from "vitest";
import { approximate, decimal, fixed, sum, units } from "../../src/data/decimal.ts";

test("amounts are added exactly, where doubles would not", () => {
  expect(sum(["0.1", "0.2"])).toBe("0.3");
  expect(sum(["0.00012345", "0.00000001", null, undefined, "x"])).toBe("0.00012346");
  expect(sum([])).toBe("0");
});

test("a decimal string survives the conversion to units and back", () => {
  for (const text of ["0", "1", "0.00000001", "-0.5", "21000000", "0.123456789012345678"]) {
    expect(decimal(units(text) ?? 0n)).toBe(text);
  }
});

test("text that is no amount has no units", () => {
  for (const text of ["", "1e5", "abc", "1.", ".5", "--1", null, undefined]) expect(units(text)).toBeUndefined();
});

test("rounding is half up, and a trace below zero does not keep its sign", () => {
  expect(fixed("0.000000005", 8)).toBe("0.00000001");
  expect(fixed("0.000000004", 8)).toBe("0.00000000");
  expect(fixed("1.995", 2)).toBe("2.00");
  expect(fixed("-0.000000001", 8)).toBe("0.00000000");
  expect(fixed("-1.5", 0)).toBe("-2");
});

test("an amount is a number for charts, anything else is undefined", () => {
  expect(approximate("0.5")).toBe(0.5);
  expect(approximate("NaN")).toBeUndefined();
});

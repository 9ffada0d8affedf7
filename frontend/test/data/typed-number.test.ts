import { describe, expect, test } from "vitest";
import { readings } from "../../src/data/typed-number.ts";

const EN = { group: ",", decimal: "." };
const RU = { group: "\u00a0", decimal: "," };

test.each([
  ["1200", [1200]],
  ["1,000", [1000]],
  ["1 200", [1200]],
  ["1\u00a0200", [1200]],
  ["1\u202f200,5", [1200.5]],
  ["1'000.25", [1000.25]],
  ["1.000", [1000, 1]],
  ["1.5", [1.5]],
  ["1,5", [1.5]],
  ["1,000,000", [1_000_000]],
  ["1.000.000", [1_000_000]],
  ["1,000.5", [1000.5]],
  ["1.000,5", [1000.5]],
  ["12,34,567", [1_234_567]],
  ["0.125", [0.125]],
  [" 15 ", [15]],
  ["", []],
  ["-5", []],
  ["1e3", []],
  ["12abc", []],
  ["1,00,5.5", []],
  ["1 20", []],
])("%j in English is %j", (text, values) => {
  expect(readings(text, EN)).toEqual(values);
});

test.each([
  ["1,000", [1000, 1]],
  ["1.000", [1000, 1]],
  ["1\u00a0000", [1000]],
  ["1,5", [1.5]],
])("%j in Russian is %j", (text, values) => {
  expect(readings(text, RU)).toEqual(values);
});

describe.each(["en", "ru"])("in %s", (locale) => {
  test("what the page writes has one reading, which is the value", () => {
    const format = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
    const part = (type: string): string => format.formatToParts(12_345.5).find((one) => one.type === type)?.value ?? "";
    const signs = { group: part("group"), decimal: part("decimal") };
    for (let at = 0; at < 2000; at += 1) {
      const value = Math.round(10 ** (at / 285) * 100) / 100;
      expect(readings(format.format(value), signs), String(value)).toEqual([value]);
    }
  });
});

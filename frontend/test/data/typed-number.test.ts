import en from "@locales/en.ftl";
import ru from "@locales/ru.ftl";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { readings } from "../../src/data/typed-number.ts";
import { amount, inUnit, number, percent, plain, signs, usd } from "../../src/text/formats.ts";
import { use } from "../../src/text/translate.ts";

vi.stubGlobal("document", { documentElement: {} });

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
  ["32.5 TH", [32.5]],
  ["15\u00a0W/TH", [15]],
  ["$1,200.50", [1200.5]],
  ["12 TH 15", []],
  ["TH", []],
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

describe.each([
  ["en", en],
  ["ru", ru],
] as const)("in %s", (language, messages) => {
  beforeEach(() => use(language, messages));

  /** From a satoshi to ten million, spread evenly over the sizes. */
  const values = Array.from({ length: 3000 }, (_, at) => 10 ** (at / 200 - 8));
  const cents = (value: number): number => Math.round(value * 100) / 100;

  test.each([
    ["powers", cents, (value: number) => `${number(value)} TH`],
    ["efficiencies", cents, (value: number) => `${plain(value.toFixed(2))} W/TH`],
    ["dollars", cents, (value: number) => usd(value)],
    ["percentages", (value: number) => cents(value % 100), (value: number) => percent(value / 100)],
    [
      "bitcoin",
      (value: number) => Number((value % 1e4).toFixed(8)),
      (value: number) => inUnit(value.toFixed(8), 1, "BTC"),
    ],
    ["satoshi", Math.round, (value: number) => inUnit((value / 1e8).toFixed(8), 1, "sat")],
    ["stable coins", cents, (value: number) => `${amount(value.toFixed(2), "USDT")} USDT`],
  ])("written %s have one reading, which is the value", (_, shown, write) => {
    for (const value of values.map(shown).filter((one) => one > 0)) {
      expect(readings(write(value), signs()), write(value)).toEqual([value]);
    }
  });

  test("coins with three places are asked about, others have one reading", () => {
    for (const value of values) {
      const written = amount(value.toFixed(6), "GOMINING");
      const read = readings(`${written} GOMINING`, signs());
      expect(read, written).toContain(Number(value.toFixed(6)));
      expect(read.length, written).toBe(/^[1-9]\d{0,2}[.,]\d{3}$/.test(written) ? 2 : 1);
    }
  });
});

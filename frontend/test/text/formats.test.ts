import en from "@locales/en.ftl";
import ru from "@locales/ru.ftl";
import { beforeEach, expect, test, vi } from "vitest";
import { amount, btc, day, moment, percent, preferLocales, sat, usd } from "../../src/text/formats.ts";
import { use } from "../../src/text/translate.ts";

vi.stubGlobal("document", { documentElement: {} });
beforeEach(() => use("en", en));
const bare = (text: string): string => text.replace(/[\u00a0\u202f]/g, " ");

test("bitcoin keeps its eight places and never rounds a trace to nothing", () => {
  expect(btc("0.0001")).toBe("0.00010000");
  expect(btc("1234.5")).toBe("1,234.50000000");
  expect(btc("0.000000001")).toBe("< 0.00000001");
  expect(btc("0")).toBe("0.00000000");
  expect(btc(null)).toBe("—");
});

test("satoshi are whole unless there is a part of one", () => {
  expect(sat("0.00012345")).toBe("12,345");
  expect(sat("0.000000015")).toBe("1.50");
  expect(sat("1")).toBe("100,000,000");
});

test("dollars have cents, and more places below ten cents", () => {
  expect(usd(1234.5)).toBe("$1,234.50");
  expect(usd(0.0156)).toBe("$0.0156");
  expect(usd(0.0012)).toBe("$0.0012");
  expect(usd(0)).toBe("$0.00");
  expect(usd(undefined)).toBe("—");
  expect([usd(0.27428, 0.0594), usd(0.21488, 0.0594), usd(0.0594)]).toEqual(["$0.2743", "$0.2149", "$0.0594"]);
});

test("Russian writes a comma and a space", () => {
  use("ru", ru);
  expect(bare(btc("1234.5"))).toBe("1 234,50000000");
  expect(bare(usd(3.5))).toBe("3,50 $");
});

test("an amount has the places that its currency deserves", () => {
  expect(amount("0.5", "BTC")).toBe("0.50000000");
  expect(amount("12.3456", "USDT")).toBe("12.35");
  expect(amount("12.345678", "GOMINING")).toBe("12.345678");
});

test("a fraction is a percentage", () => {
  expect(percent("0.016")).toBe("1.6%");
  expect(percent(null)).toBe("—");
});

test("a mined day is UTC wherever the reader is", () => {
  expect(day("2026-11-21", "long")).toBe("November 21, 2026");
  expect(day("nonsense")).toBe("—");
});

test("a moment of today is a time, an older one has its day", () => {
  const now = new Date(2026, 10, 22, 14, 5).getTime();
  expect(moment(now, now)).not.toContain("Nov");
  expect(moment(now - 86_400_000, now)).toContain("Nov");
});

test("the region of the person decides how dates are written, within the language in use", () => {
  preferLocales("en", "ru-RU", "en-GB", "en-US");
  expect(day("2026-11-21", "long")).toBe("21 November 2026");
  expect(day("2026-11-21", "weekday")).toMatch(/^Sat,? 21 Nov$/);
  expect(moment(Date.UTC(2026, 0, 2), Date.UTC(2026, 0, 5))).toMatch(/^[12] Jan/);
  use("ru", ru);
  expect(day("2026-11-21", "long")).toContain("21 ноября 2026");
  use("en", en);
  for (const odd of ["en_US", "en-x", "en-GB-oxendict-!", "", "e"]) {
    preferLocales(odd, undefined);
    expect(day("2026-11-21", "long")).toBe("November 21, 2026");
  }
  preferLocales();
});

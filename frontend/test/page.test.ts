import { describe, expect, test, vi } from "vitest";
import { friendly, short } from "../src/address.ts";
import { ApiError, connect, OfflineError } from "../src/api.ts";
import { calculate, economics } from "../src/calculator.ts";
import { explain } from "../src/errors.ts";
import { readLaunch } from "../src/launch.ts";
import { placeFor } from "../src/nav.ts";
import { standing } from "../src/screens/incentives.tsx";
import { byMonth, only } from "../src/screens/income.tsx";
import { minedBy } from "../src/screens/miners.tsx";
import type { IncomeDay } from "../src/session.ts";
import { colors, isDark } from "../src/theme.ts";

describe("launch", () => {
  const user = encodeURIComponent(JSON.stringify({ id: 42, first_name: "Ann", language_code: "ru" }));
  const data = encodeURIComponent(`user=${user}&auth_date=1&start_param=miner_7&hash=ab`);
  const theme = encodeURIComponent(JSON.stringify({ bg_color: "#112233", text_color: "red;x" }));
  const hash = `#tgWebAppData=${data}&tgWebAppVersion=9.1&tgWebAppPlatform=ios&tgWebAppThemeParams=${theme}`;

  test("is read from the address, and only colours are taken as colours", () => {
    expect(readLaunch({ hash }, undefined)).toMatchObject({
      user: { id: 42, firstName: "Ann", languageCode: "ru" },
      startParam: "miner_7",
      platform: "ios",
      version: "9.1",
      theme: { bg_color: "#112233" },
    });
  });

  test("survives a reload that has lost the address", () => {
    const kept = new Map<string, string>();
    const session = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) } as unknown as Storage;
    readLaunch({ hash }, session);
    expect(readLaunch({ hash: "" }, session)?.user.id).toBe(42);
  });

  test("there is none outside Telegram or in nonsense", () => {
    for (const text of ["", "#x=1", "#tgWebAppData=user%3D%7B", "#tgWebAppData=hash%3D1"]) expect(readLaunch({ hash: text }, undefined)).toBeUndefined();
  });
});

describe("deep links", () => {
  test.each([
    ["miner_42", { tab: "miners", stack: [{ name: "miner", id: "42" }] }],
    ["income", { tab: "income", stack: [] }],
    ["wallet", { tab: "wallet", stack: [] }],
    ["day_2026-11-21", { tab: "income", stack: [{ name: "day", date: "2026-11-21" }] }],
    ["day_javascript", { tab: "income", stack: [] }],
    ["settings", { tab: "overview", stack: [{ name: "settings" }] }],
    ["login", { tab: "overview", stack: [] }],
    ["https://evil.example", { tab: "overview", stack: [] }],
    [undefined, { tab: "overview", stack: [] }],
  ])("%s", (wish, place) => {
    expect(placeFor(wish)).toEqual(place);
  });
});

describe("api", () => {
  const answer = (status: number, body: unknown, headers = {}) => vi.fn(async () => new Response(typeof body === "string" ? body : JSON.stringify(body), { status, headers }));

  test("sends initData as it came and reads the answer", async () => {
    const send = answer(200, { payload: "p" });
    await expect(connect("a=b&hash=c", send).post("/api/auth/generate-payload")).resolves.toEqual({ payload: "p" });
    expect(send).toHaveBeenCalledWith("/api/auth/generate-payload", expect.objectContaining({ method: "POST", headers: { Authorization: "tma a=b&hash=c" } }));
  });

  test("an error has its code, its wait and its id; a proxy's page has its status", async () => {
    const refused = connect("", answer(429, { error: { code: "too_many_requests", requestId: "r1" } }, { "Retry-After": "7" }));
    await expect(refused.get("/api/me")).rejects.toMatchObject({ status: 429, code: "too_many_requests", retryAfter: 7, requestId: "r1" });
    await expect(connect("", answer(502, "<html>")).get("/api/me")).rejects.toMatchObject({ status: 502, code: "unknown" });
  });

  test("nobody there is offline", async () => {
    await expect(connect("", vi.fn(() => Promise.reject(new TypeError("failed")))).get("/api/me")).rejects.toBeInstanceOf(OfflineError);
  });
});

test("every error has words and something to do", () => {
  expect(explain(new ApiError(401, "init_data_expired")).remedy).toBe("reopen");
  expect(explain(new ApiError(503, "partner_unreachable")).message).toBe("error-down");
  expect(explain(new ApiError(400, "proof_network_not_allowed")).message).toBe("page-error-network");
  expect(explain(new ApiError(400, "proof_bad_signature")).message).toBe("page-error-proof");
  expect(explain(new ApiError(418, "teapot", undefined, "r"))).toMatchObject({ message: "page-error-unknown", requestId: "r" });
  expect(explain(new Error("x")).message).toBe("page-error-unknown");
});

describe("calculator", () => {
  // The capture of 2026-09-09: net of 15 W/TH 0.012051 USD, break-even 25.04 W/TH.
  const terms = economics({
    totalIncomePerThToday: "0.038951", c1ValuePerThPerWtToday: "0.0012", c2ValuePerThToday: "0.0089", btcCourseInUsd: "78864",
  } as never);

  test("reproduces the partner's own figures", () => {
    expect(terms && calculate(terms, 1, 15).net).toBeCloseTo(0.012051, 9);
    expect(terms && calculate(terms, 1, 20).net).toBeCloseTo(0.006051, 9);
    expect(terms && calculate(terms, 1, 15).breakEven).toBeCloseTo(25.04, 2);
  });

  test("never falls below zero, and says that it would lose", () => {
    expect(terms && calculate(terms, 10, 50)).toMatchObject({ net: 0, loses: true });
  });

  test("needs all of its figures", () => {
    expect(economics({ totalIncomePerThToday: "1" } as never)).toBeUndefined();
    expect(economics(null)).toBeUndefined();
    expect(economics({ totalIncomePerThToday: "1", kilowattHour: "0.05", c2ValuePerThToday: "0.01" } as never)?.electricity).toBeCloseTo(0.0012, 12);
  });
});

describe("income", () => {
  const record = (id: number, value: string) => ({ nft: { id, name: `m${id}` }, nftId: id, value });
  const days = [
    { minedOn: "2026-11-01", value: "0.3", incomes: [record(1, "0.1"), record(2, "0.2")] },
    { minedOn: "2026-10-31", value: "0.1", incomes: [record(1, "0.1")] },
  ] as unknown as IncomeDay[];

  test("of one miner is the sum of its own records", () => {
    expect(only(days, "2").map(({ minedOn, value }) => [minedOn, value])).toEqual([["2026-11-01", "0.2"]]);
    expect(only(days, "")).toBe(days);
    expect(minedBy(days, "1")).toEqual([{ date: "2026-10-31", value: "0.1" }, { date: "2026-11-01", value: "0.1" }]);
  });

  test("stands under its months", () => {
    expect(byMonth(days).map(([month, list]) => [month, list.length])).toEqual([["2026-11", 1], ["2026-10", 1]]);
  });
});

test("the ladder tells where one stands and what is missing", () => {
  const levels = [["A", "0"], ["B", "10"], ["C", "50"]].map(([level, minPower]) => ({ level, minPower })) as never;
  expect(standing(levels, 20)).toMatchObject({ own: 1, missing: 30, done: 0.25, next: { level: "C" } });
  expect(standing(levels, 80)).toMatchObject({ own: 2, missing: 0, done: 1, next: undefined });
});

test("a raw TON address is shown as wallets show it", () => {
  // An address of TON's documentation, in its three forms.
  const raw = "0:ca6e321c7cce9ecedf0a8ca2492ec8592494aa5fb5ce0387dff96ef6af982a3e";
  expect(friendly(raw)).toBe("UQDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff-W72r5gqPuwA");
  expect(friendly("nonsense")).toBe("nonsense");
  expect(short("abcdefghijklmnop", 3)).toBe("abc…nop");
});

test("only #rrggbb is a colour, and light text belongs on the dark ones", () => {
  expect(colors({ a: "#123456", b: "url(x)", c: 1, d: "#12345" })).toEqual({ a: "#123456" });
  expect([isDark("#000000"), isDark("#ffffff"), isDark("#1b1d27")]).toEqual([true, false, true]);
});

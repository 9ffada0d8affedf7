// @vitest-environment happy-dom

import { act, cleanup, fireEvent, screen, waitFor } from "@testing-library/preact";
import { beforeEach, expect, test, vi } from "vitest";
import { minersOf } from "../../src/data/lists.ts";
import { t } from "../../src/text/translate.ts";
import { memoryStorage } from "../data/fakes.ts";
import { daysPage, item, minerAt, OVERVIEW, openApp, page, refuse, USER } from "./app.tsx";

const reload = vi.fn();

beforeEach(() => {
  reload.mockReset();
  vi.spyOn(location, "reload").mockImplementation(reload);
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      observe(): void {}
      disconnect(): void {}
    },
  );
});

const text = (): string => document.body.textContent ?? "";
const button = (name: string | RegExp): HTMLElement => screen.getByRole("button", { name });
const portfolio = (): Promise<void> => waitFor(() => expect(text()).toContain("0.00420559"));
const isMiner = ({ path }: { path: string }): boolean => path === "/api/miners";

test("an answer of an earlier version in the storage is ignored and replaced", async () => {
  const storage = memoryStorage({
    [`gm:${USER}:overview`]: '{"format":1,"at":1,"data":{"miners":1}}',
    [`gm:${USER}:overview@3`]: '{"at":1,"data":{"days":null,"rates":{}}}',
  });
  openApp(() => undefined, { storage });
  await portfolio();
  expect(JSON.parse(storage.getItem(`gm:${USER}:overview@3`) ?? "")).toMatchObject({ data: { miners: 60 } });
  expect(storage.getItem(`gm:${USER}:overview`)).toBeNull();
});

test("a failing second page is said at the end of the list and can be tried again", async () => {
  let fail = true;
  const { session } = openApp((asked) => {
    if (!isMiner(asked)) return undefined;
    const offset = Number(asked.query.get("offset"));
    if (offset && fail) return refuse(502, "partner_broken");
    return page(
      Array.from({ length: offset ? 10 : 50 }, (_, at) => minerAt(offset + at)),
      60,
    );
  });
  await portfolio();
  fireEvent.click(button("Miners"));
  await waitFor(() => expect(text()).toContain("Miner 49"));
  await minersOf(session).next(); // as when the end comes into sight
  await waitFor(() => expect(screen.getByRole("alert").textContent).toContain(t("error-broken")));
  expect(text()).toContain("Miner 49");
  expect(text()).not.toContain("could not be refreshed");
  fail = false;
  fireEvent.click(button("Try again"));
  await waitFor(() => expect(text()).toContain("Miner 59"));
  expect(screen.queryByRole("alert")).toBeNull();
});

test("a sum over fewer days than its period says so, with the reason", async () => {
  openApp(({ path, query }) => {
    if (path !== "/api/income/days") return undefined;
    const offset = Number(query.get("offset"));
    if (offset >= 60) return refuse(502, "partner_broken");
    return daysPage(offset, 30, 365);
  });
  await portfolio();
  fireEvent.click(button("Income"));
  await waitFor(() => expect(text()).toContain("30 days"));
  fireEvent.click(screen.getByLabelText("90 days"));
  await waitFor(() => expect(text()).toContain("60 of 90 days so far"));
  await waitFor(() => expect(screen.getByRole("alert").textContent).toContain(t("error-broken")));
  expect(button("Try again")).toBeTruthy();
});

test("a link to a miner or a day asks for it alone, and a failing server a few times, not in a loop", async () => {
  for (const [link, path] of [
    ["miner_130", "/api/miner"],
    ["day_2020-01-01", "/api/income/day"],
  ] as const) {
    const { asked, clock } = openApp(
      (one) => (one.path === path ? refuse(429, "too_many_requests", { "Retry-After": "30" }) : undefined),
      { link },
    );
    const count = (): number => asked.filter((one) => one.path === path).length;
    await waitFor(() => expect(text()).toContain("wait 30 seconds"));
    await clock.pass(29_000);
    expect(count()).toBe(1);
    await clock.pass(2000);
    await waitFor(() => expect(count()).toBe(2));
    expect(asked.some((one) => one.path === "/api/miners" || one.path === "/api/income/days")).toBe(false);
    cleanup();
  }
});

test("a miner or a day that does not exist is said, and is not asked for again", async () => {
  const { asked, clock } = openApp(() => undefined, { link: "miner_999" });
  await waitFor(() => expect(text()).toContain(t("page-miner-unknown")));
  await clock.pass(600_000);
  expect(asked.filter(({ path }) => path === "/api/miner")).toHaveLength(1);
});

test.each([
  "overview",
  "miners",
  "income",
  "shop",
  "wallet",
  "miner_7",
  "offer_7",
  "day_2026-11-24",
  "calculator",
  "incentives",
])("no failure makes %s send requests in a loop", async (link) => {
  const failures: (() => Response)[] = [
    () => refuse(500, "internal"),
    () => refuse(503, "partner_busy"),
    () => refuse(429, "too_many_requests"),
    () => new Response("<html>", { status: 502 }),
    () => new Response("{}"),
    () => new Response("<html>"),
    () => refuse(401, "not_logged_in"),
  ];
  for (const fail of failures) {
    let portfolios = link === "overview" ? 1 : 0; // other screens come after the portfolio was known
    const { asked, clock } = openApp(
      ({ path }) => {
        if (path === "/api/preferences" || (path === "/api/overview" && portfolios++ === 0)) return undefined;
        return fail();
      },
      { link },
    );
    await waitFor(() => expect(asked.length).toBeGreaterThan(1));
    for (let minute = 0; minute < 30; minute += 1) await clock.pass(60_000);
    for (const path of new Set(asked.map((one) => one.path))) {
      expect(asked.filter((one) => one.path === path).length, path).toBeLessThanOrEqual(7);
    }
    cleanup();
  }
});

test("a failed refresh is said above the figures that stay", async () => {
  let fail = false;
  const { session } = openApp(({ path }) =>
    path === "/api/overview" && fail ? refuse(503, "storage_unavailable", { "Retry-After": "20" }) : undefined,
  );
  await portfolio();
  fail = true;
  await session.refresh();
  await waitFor(() => expect(text()).toContain("These figures could not be refreshed."));
  expect(text()).toContain("Try again in 20 seconds.");
  expect(text()).toContain("0.00420559");
});

test("coming back to the app refreshes everything on the screen", async () => {
  const { asked, clock } = openApp(() => undefined);
  await portfolio();
  fireEvent.click(button("Income"));
  await waitFor(() => expect(text()).toContain("2 days"));
  clock.skip(120_000);
  const before = asked.length;
  document.dispatchEvent(new Event("visibilitychange"));
  await waitFor(() => expect(asked.length).toBeGreaterThan(before + 1));
  const again = asked.slice(before).map(({ path }) => path);
  expect(again.sort()).toEqual(["/api/income/days", "/api/overview"]);
});

test("the wait of every problem is the server's Retry-After", async () => {
  openApp(({ path }) => (path === "/api/overview" ? refuse(503, "partner_busy", { "Retry-After": "17" }) : undefined));
  await waitFor(() => expect(text()).toContain("try again in 17 seconds"));
});

test("a screen that throws can be reset, which clears the kept answers and reloads", async () => {
  const reportError = vi.fn();
  vi.stubGlobal("reportError", reportError);
  const storage = memoryStorage();
  const { session } = openApp(() => undefined, { storage });
  await portfolio();
  expect(Object.keys(storage)).not.toEqual([]);
  // A shape that no schema lets through stands for any fault in a screen.
  session.overview.view.set({ loading: false, data: { ...OVERVIEW, days: null as unknown as [] } });
  await waitFor(() => expect(text()).toContain("could not be shown"));
  expect(reportError).toHaveBeenCalledOnce();
  expect(screen.getByRole("navigation")).toBeTruthy();
  fireEvent.click(button("Reset and reload"));
  expect(Object.keys(storage)).toEqual([]);
  expect(reload).toHaveBeenCalledOnce();
});

test("two clicks on Log out log out once", async () => {
  vi.stubGlobal("confirm", () => true);
  const { asked } = openApp(({ path }) => (path === "/api/auth/logout" ? new Promise(() => undefined) : undefined), {
    link: "settings",
  });
  const logOut = await screen.findByRole("button", { name: "Log out" });
  fireEvent.click(logOut);
  fireEvent.click(logOut);
  await waitFor(() => expect(asked.some(({ path }) => path === "/api/auth/logout")).toBe(true));
  fireEvent.click(logOut);
  await act(() => Promise.resolve());
  expect(asked.filter(({ path }) => path === "/api/auth/logout")).toHaveLength(1);
});

test("a language that was chosen without a network is sent later, not undone", async () => {
  const sent: string[] = [];
  let offline = true;
  const answer = ({ method, path }: { method: string; path: string }): Response | undefined => {
    if (path !== "/api/preferences") return undefined;
    sent.push(method);
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    if (method === "GET") return Response.json({ language: "en", timeZone });
    if (offline) throw new TypeError("no network");
    return Response.json({ language: "ru", timeZone });
  };
  const { chooseLanguage, syncPreferences } = await import("../../src/text/language-choice.ts");
  const { session } = openApp(answer);
  await waitFor(() => expect(sent).toEqual(["GET"]));
  await act(() => chooseLanguage(session, "ru"));
  offline = false;
  await act(() => syncPreferences(session));
  expect(sent).toEqual(["GET", "PUT", "PUT"]);
  expect(document.documentElement.lang).toBe("ru");
});

test("a member who pays fees in GOMINING sees net amounts, and how the fees are paid", async () => {
  const day = { value: "0.00001503", fees: "0.00000500", net: "0.00001003", feesPaidIn: "GOMINING" };
  const days = ["2026-11-23", "2026-11-24"].map((date) => ({ ...day, date }));
  const amounts = { gross: "1.12", electricity: null, service: null, forgiven: null, fees: "0.37", net: "0.75" };
  const netToday = {
    usd: amounts,
    btc: amounts,
    discount: "0.03",
    discountFrom: "2026-11-24",
    feesPaidIn: "GOMINING",
  };
  openApp(({ path }) =>
    path === "/api/overview" ? item({ ...OVERVIEW, days, netToday, netWeek: "0.00002006" }) : undefined,
  );
  await waitFor(() => expect(text()).toContain("0.00001003"));
  expect(text()).not.toContain("0.00001503");
  expect(text()).toContain("After fees of 0.00000500\u00a0BTC, which you pay in GOMINING.");
  expect(text()).toContain("$0.75");
  expect(text()).toContain("With your latest discount of 3%.");
  expect(text()).toContain("All time is what GoMining credited");
});

test("an action that needs a newly opened app says so and offers to close it, and nothing else is lost", async () => {
  const confirm = vi.fn(() => true);
  vi.stubGlobal("confirm", confirm);
  openApp(({ path }) => (path === "/api/income/export" ? refuse(401, "init_data_too_old_for_action") : undefined));
  await portfolio();
  fireEvent.click(button("Income"));
  await waitFor(() => expect(button(t("page-csv"))).toBeTruthy());
  fireEvent.click(button(t("page-csv")));
  await waitFor(() => expect(confirm).toHaveBeenCalledOnce());
  expect(confirm.mock.calls[0]).toEqual([`${t("page-csv")}\n\n${t("page-error-reopen-to-act")}`]);
  expect(text()).not.toContain(t("page-reopen"));
});

// @vitest-environment happy-dom

import { cleanup, waitFor } from "@testing-library/preact";
import { expect, test, vi } from "vitest";
import { SCREENS, type ScreenName, TABS } from "../../src/data/places.ts";
import { shopChoice } from "../../src/data/shop.ts";
import { dayAndTime } from "../../src/text/formats.ts";
import { type Language, t } from "../../src/text/translate.ts";
import {
  type Answering,
  item,
  json,
  minerAt,
  ORDER,
  OVERVIEW,
  offerAt,
  openApp,
  orderWith,
  page,
  reviewWith,
  shopWith,
} from "./app.tsx";

/** The projected net that the server sends wherever it sends one: found on a screen, it is shown there. */
const NET = "777.77";
const FIGURE = /777[.,]77/;
const AMOUNTS = { gross: "800", electricity: "10", service: "12.23", forgiven: "0", fees: "22.23", net: NET };
const DAY = { usd: AMOUNTS, btc: { ...AMOUNTS, net: "0.01" }, discount: "0", discountFrom: null, feesPaidIn: null };
const MINER = { ...minerAt(7), net: DAY };

const PER_TH = {
  btcCourseInUsd: "78864",
  kilowattHour: "0.05",
  totalIncomePerThToday: "0.038951",
  c1ValuePerThPerWtToday: "0.0012",
  c2ValuePerThToday: "0.0089",
  c3ValuePerThToday: null,
  c4ValuePerThToday: null,
};

const answer: Answering = ({ path }) => {
  if (path === "/api/overview") return item({ ...OVERVIEW, netToday: DAY, incomePerTh: PER_TH });
  if (path === "/api/miners") return page([MINER], 1);
  if (path === "/api/miner") return item(MINER);
  if (path === "/api/shop") return shopWith([offerAt(7, "5", "14.99", NET)]);
  if (path === "/api/orders/review") return json(reviewWith({ offer: offerAt(7, "5", "14.99", NET) }));
  if (path === "/api/order") return json(orderWith("done"));
  if (path === "/api/incentives") return item({ levels: [] });
  return undefined;
};

const links: readonly string[] = [...TABS, ...SCREENS.map((name: ScreenName) => linkTo(name))];
function linkTo(name: ScreenName): string {
  if (name === "order") return `order_${ORDER}`;
  if (name === "miner" || name === "offer" || name === "review") return `${name}_7`;
  return name === "day" ? "day_2026-11-24" : name;
}

const text = (): string => document.body.textContent ?? "";

async function shown(link: string, language: Language): Promise<string> {
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      observe(): void {}
      disconnect(): void {}
    },
  );
  shopChoice.set({ budget: undefined, typed: false, view: "cards" });
  openApp(answer, { link, language });
  await waitFor(() => {
    expect(document.querySelector("main h1")?.textContent).toBeTruthy();
    expect(document.querySelector(".bone")).toBeNull();
  });
  return text();
}

test.each(["en", "ru"] as const)("in %s every screen with a projected net has the notice", async (language) => {
  const projecting: string[] = [];
  for (const link of links) {
    const screen = await shown(link, language);
    const notice = t("projection-notice", { time: dayAndTime(Date.parse(OVERVIEW.figuresAsOf)) });
    expect(notice.length).toBeGreaterThan(150);
    if (FIGURE.test(screen)) projecting.push(link);
    expect(screen.includes(notice), link).toBe(FIGURE.test(screen));
    cleanup();
  }
  // What this test would not notice otherwise: a screen that is not filled.
  expect(projecting).toEqual(["overview", "miners", "shop", "miner_7", "offer_7", "review_7", "calculator"]);
});

// The whole app in a DOM, with a server that the test answers for.

import en from "@locales/en.ftl";
import ru from "@locales/ru.ftl";
import { cleanup, configure, render } from "@testing-library/preact";
import { afterEach, vi } from "vitest";
import { App } from "../../src/app.tsx";
import { openSession, type Session } from "../../src/data/session.ts";
import type { Launch } from "../../src/telegram/launch.ts";
import { type Language, use } from "../../src/text/translate.ts";
import { type FakeClock, fakeClock, memoryStorage } from "../data/fakes.ts";

configure({ asyncUtilTimeout: 10_000 }); // ms; machines that run tests are busy

export const USER = 42;
const AS_OF = "2026-11-25T10:00:00Z";

export const LAUNCH: Launch = {
  initData: "",
  user: { id: USER, firstName: "Ann", languageCode: "en" },
  startParam: undefined,
  platform: "tdesktop",
  version: "6.0",
  theme: {},
};

/** A request of the page. */
export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Readonly<Record<string, string>>;
  body: unknown;
}

export type Answering = (asked: Asked) => Response | Promise<Response> | undefined;

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers });
export const refuse = (status: number, code: string, headers: Record<string, string> = {}): Response =>
  json({ error: { code, message: code, requestId: "r" } }, status, headers);
export const page = (items: readonly unknown[], total: number): Response =>
  json({ items, total, asOf: AS_OF, stale: false });
export const item = (value: unknown): Response => json({ item: value, asOf: AS_OF, stale: false });

export const OVERVIEW = {
  miners: 60,
  power: "121",
  efficiency: "15.1",
  days: [
    { date: "2026-11-23", value: "0.00001503", fees: "0.00001", net: "0.00001503", feesPaidIn: null },
    { date: "2026-11-24", value: "0.00001490", fees: "0.00001", net: "0.00001490", feesPaidIn: null },
  ],
  netToday: null,
  netWeek: null,
  netMonth: null,
  week: "0.0001011",
  month: "0.00039278",
  total: "0.00420559",
  balances: [],
  bitcoinAddress: null,
  rates: [{ symbol: "BTC", price: "74480" }],
  incomePerTh: null,
  figuresAsOf: AS_OF,
};

export const offerAt = (id: number, power: string, priceUsd: string, net: string, efficiency = "15") => ({
  id,
  name: null,
  power,
  energyEfficiency: efficiency,
  priceUsd,
  priceStars: Math.ceil(Number(priceUsd) / 0.013),
  day: { gross: "9.5", fees: "1.25", net, netBtc: null },
  paybackDays: null as number | null,
});

/** The answer of the shop. */
export const shopWith = (
  offers: readonly ReturnType<typeof offerAt>[],
  showsPayback = false,
  sells = false,
): Response =>
  json({ items: offers, total: offers.length, asOf: AS_OF, stale: false, figuresAsOf: AS_OF, showsPayback, sells });

export const reviewWith = (more: Readonly<Record<string, unknown>> = {}) => ({
  offer: offerAt(7, "1", "14.99", "0.012"),
  refusal: null,
  limit: null,
  openOrder: null,
  validSeconds: 600,
  termsVersion: "1",
  termsUrl: "https://example.com/terms",
  ...more,
});

export const ORDER = "01999999999999999999999999999abc";

export const orderWith = (state: string, more: Readonly<Record<string, unknown>> = {}) => ({
  id: ORDER,
  code: "99999ABC",
  offer: "7",
  state,
  name: null,
  power: "1",
  energyEfficiency: "15",
  priceStars: 1154,
  priceUsd: "14.99",
  createdAt: AS_OF,
  changedAt: AS_OF,
  quotedUntil: AS_OF,
  secondsLeft: state === "quoted" || state === "awaiting" ? 600 : null,
  isOpen: !["done", "failed", "expired", "cancelled"].includes(state),
  invoiceUrl: state === "awaiting" ? "https://t.me/$slug-1" : null,
  miner: null,
  supportUrl: "https://t.me/support",
  steps: [
    { at: AS_OF, state: "quoted" },
    { at: AS_OF, state },
  ],
  payments: [],
  ...more,
});

export const minerAt = (at: number) => ({
  id: at,
  name: `Miner ${at}`,
  power: "5",
  energyEfficiency: "20",
  level: null,
  status: "active",
  createdAt: null,
  net: null,
});

/** Mined days, the first of them so many days before 2026-11-24. */
export const daysPage = (offset: number, count: number, total: number): Response => {
  const dates = Array.from({ length: count }, (_, at) =>
    new Date(Date.parse("2026-11-24") - (offset + at) * 86_400_000).toISOString().slice(0, 10),
  );
  const items = dates.map((date) => ({ date, value: "0.00001", net: null, records: 1 }));
  return json({ items, miners: [], total, asOf: AS_OF, stale: false });
};

export interface Opened {
  session: Session;
  asked: Asked[];
  clock: FakeClock;
}

interface Options {
  link?: string;
  storage?: Storage;
  language?: Language;
}

const MESSAGES = { en, ru };

/** Render the app; `answer` may leave a request to the usual answers. */
export function openApp(answer: Answering, { link, storage = memoryStorage(), language = "en" }: Options = {}): Opened {
  const asked: Asked[] = [];
  const clock = fakeClock();
  const send: typeof fetch = async (input, init) => {
    const url = new URL(String(input), "https://app.example");
    const one = {
      method: init?.method ?? "GET",
      path: url.pathname,
      query: url.searchParams,
      headers: { ...(init?.headers as Record<string, string>) },
      body: typeof init?.body === "string" ? (JSON.parse(init.body) as unknown) : undefined,
    };
    asked.push(one);
    return (await answer(one)) ?? usual(one);
  };
  use(language, MESSAGES[language]);
  const launch = { ...LAUNCH, startParam: link };
  const session = openSession({ launch, search: "", storage, slow: undefined, tab: undefined, send, clock });
  render(<App session={session} />);
  return { session, asked, clock };
}

function usual({ path }: Asked): Response {
  if (path === "/api/overview") return item(OVERVIEW);
  if (path === "/api/miners") return page([minerAt(1)], 1);
  if (path === "/api/income/days") return daysPage(0, 2, 2);
  if (path === "/api/preferences") return json({ language: null });
  if (path === "/api/orders") return json({ items: [], open: 0 });
  if (path === "/api/me") return json({ wallet: null, loggedInSince: null });
  return refuse(404, "not_found");
}

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

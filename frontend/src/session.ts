// Everything that the screens share, opened once for one Telegram user.

import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { readChoice } from "./choices.ts";
import { connect, OfflineError, type Answer, type Api } from "./api.ts";
import { isLoggedOut, mustReopen } from "./errors.ts";
import type { Launch } from "./launch.ts";
import { navigation, placeFor, type Nav } from "./nav.ts";
import { list, resource, type List, type Resource } from "./resource.ts";
import { localShelf, shelf, type Shelf } from "./storage.ts";
import { store, type Store } from "./store.ts";
import * as telegram from "./telegram.ts";

export type Overview = Answer<"/api/overview">["item"];
export type Miner = Answer<"/api/miners">["items"][number];
export type IncomeDay = Extract<Answer<"/api/income">["items"][number], { incomes: unknown }>;
export type IncomeRecord = NonNullable<IncomeDay["incomes"]>[number];
export type Incentives = Answer<"/api/incentives">["item"];
export type Me = Answer<"/api/me">;

/** `ended`: there was a login, until the partner or another device ended it. */
export type Access = "unknown" | "in" | "out" | "ended" | "reopen";
export type Unit = "BTC" | "sat" | "USD";

export interface Session {
  launch: Launch;
  api: Api;
  shelf: Shelf;
  nav: Nav;
  access: Store<Access>;
  offline: Store<boolean>;
  unit: Store<Unit>;
  overview: Resource<Overview>;
  miners: List<Miner>;
  income: List<IncomeDay>;
  incentives: Resource<Incentives>;
  me: Resource<Me>;
  /** A login has come about: fetch everything anew. */
  entered(): Promise<void>;
  /** The login is over: forget what was the user's, here and on the device. */
  left(ended?: boolean): void;
}

const SessionContext = createContext<Session | undefined>(undefined);
export const SessionProvider = SessionContext.Provider;

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("outside of a session");
  return session;
}

export function openSession(launch: Launch, search: string): Session {
  const api = connect(launch.initData);
  const shelved = shelf(launch.user.id, localShelf(), telegram.deviceStorage());
  const known = shelved.read("overview") !== undefined;
  const access = store<Access>(known ? "in" : "unknown");
  const offline = store(false);
  const wish = launch.startParam ?? new URLSearchParams(search).get("screen");

  const onDone = (error: unknown): void => {
    offline.set(error instanceof OfflineError);
    if (mustReopen(error)) access.set("reopen");
    else if (isLoggedOut(error)) left(access.get() === "in");
    else if (error === undefined && access.get() !== "in") access.set("in");
  };

  const overview = resource<Overview>(
    "overview",
    async () => {
      const { item, asOf, stale } = await api.get("/api/overview");
      return { data: item, at: Date.parse(asOf), stale };
    },
    shelved,
    { onDone },
  );
  const miners = list<Miner>("miners", (limit, offset) => api.get("/api/miners", { limit, offset }), shelved, { size: 50, onDone });
  const income = list<IncomeDay>(
    "income",
    (limit, offset) => api.get("/api/income", { limit, offset, groupByDays: true }) as Promise<Answer<"/api/income"> & { items: IncomeDay[] }>,
    shelved,
    { size: 30, onDone },
  );
  const incentives = resource<Incentives>(
    "incentives",
    async () => {
      const { item, asOf, stale } = await api.get("/api/incentives");
      return { data: item, at: Date.parse(asOf), stale };
    },
    shelved,
    { onDone },
  );
  const me = resource<Me>("me", async () => ({ data: await api.get("/api/me"), at: Date.now() }), shelved);
  const all = [overview, miners, income, incentives, me];

  const left = (ended = false): void => {
    shelved.clear();
    for (const one of all) one.reset();
    access.set(ended ? "ended" : "out");
  };

  return {
    launch,
    api,
    shelf: shelved,
    nav: navigation(placeFor(wish)),
    access,
    offline,
    unit: store<Unit>(readChoice(launch.user.id, "unit", ["BTC", "sat", "USD"]) ?? "BTC"),
    overview,
    miners,
    income,
    incentives,
    me,
    async entered() {
      for (const one of all) one.reset();
      await overview.refresh();
    },
    left,
  };
}

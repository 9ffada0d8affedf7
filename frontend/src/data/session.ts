// Everything that the screens share, opened once for one Telegram user.

import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Launch } from "../telegram/launch.ts";
import { type Api, connect, OfflineError } from "./api.ts";
import { readChoice } from "./choices.ts";
import { CLOCK, type Clock } from "./clock.ts";
import { type Nav, navigation } from "./navigation.ts";
import { placeFor, readPlace } from "./places.ts";
import { isLoggedOut, mustReopen, needsWallet } from "./problems.ts";
import { openSources, type Sources } from "./sources.ts";
import { openCache, type SlowStorage } from "./storage.ts";
import { type Store, store } from "./store.ts";

/** `ended`: there was a login, until the partner or another device ended it. */
export type Access = "unknown" | "in" | "out" | "ended" | "reopen";
export const UNITS = ["BTC", "sat", "USD"] as const;
export type Unit = (typeof UNITS)[number];

export interface Session extends Omit<Sources, "all"> {
  launch: Launch;
  api: Api;
  nav: Nav;
  access: Store<Access>;
  offline: Store<boolean>;
  unit: Store<Unit>;
  /** How many orders have not ended. */
  openOrders: Store<number>;
  /** Ask for everything on the screen that is older than so many ms. */
  freshen(age: number): void;
  /** Ask for the overview and everything on the screen, because a person or the network wants it. */
  refresh(): Promise<void>;
  /** A login has been made: fetch everything again. */
  entered(): Promise<void>;
  /** The login is over: forget what belongs to the user, here and on the device. */
  left(ended?: boolean): void;
  /** Remove the kept answers: the next start begins without them. */
  clearCache(): void;
}

export interface Opening {
  launch: Launch;
  /** The query of the page's address. */
  search: string;
  storage: Storage | undefined;
  slow: SlowStorage | undefined;
  tab: Storage | undefined;
  send?: typeof fetch;
  clock?: Clock;
}

const SessionContext = createContext<Session | undefined>(undefined);
export const SessionProvider = SessionContext.Provider;

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("outside of a session");
  return session;
}

/** What an answer says about the network and the initData, and `onDone` also about the login. */
function follow(access: Store<Access>, offline: Store<boolean>, left: (ended: boolean) => void) {
  const onAnswer = (error: unknown): void => {
    offline.set(error instanceof OfflineError);
    if (mustReopen(error)) access.set("reopen");
  };
  const onDone = (error: unknown): void => {
    onAnswer(error);
    if (mustReopen(error)) return;
    if (isLoggedOut(error)) left(access.get() === "in");
    else if ((error === undefined || needsWallet(error)) && access.get() !== "in") access.set("in");
  };
  return { onAnswer, onDone };
}

export function openSession({ launch, search, storage, slow, tab, send, clock = CLOCK }: Opening): Session {
  const api = connect(launch.initData, send);
  const cache = openCache(launch.user.id, storage, slow);
  const access = store<Access>("unknown");
  const offline = store(false);
  const { onAnswer, onDone } = follow(access, offline, (ended) => left(ended));
  const environments = { environment: { clock, onDone }, everybody: { clock, onDone: onAnswer } };
  const { all, ...sources } = openSources({ api, cache, ...environments });
  const { overview } = sources;
  if (overview.view.get().data) access.set("in");

  const left = (ended = false): void => {
    cache.clear();
    for (const one of all()) one.reset();
    access.set(ended ? "ended" : "out");
  };
  const link = launch.startParam ?? new URLSearchParams(search).get("screen");
  return {
    launch,
    api,
    nav: navigation(readPlace(tab) ?? placeFor(link)),
    access,
    offline,
    unit: store<Unit>(readChoice(launch.user.id, "unit", UNITS) ?? "BTC"),
    openOrders: store(0),
    ...sources,
    freshen: (age) =>
      all()
        .filter((one) => one.isShown())
        .forEach((one) => void one.freshen(age)),
    async refresh() {
      await Promise.all(
        all()
          .filter((one) => one === overview || one.isShown())
          .map((one) => one.refresh()),
      );
    },
    async entered() {
      for (const one of all()) one.reset();
      await overview.refresh();
      if (sources.me.isShown()) await sources.me.freshen();
    },
    left,
    clearCache: cache.clear,
  };
}

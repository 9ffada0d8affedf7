// What the page asks the server for, each with its shape and its place in the cache. The portfolio
// and the login are always there; the rest is opened by the screens that show it (lists.ts).

import type { Api } from "./api.ts";
import type { Clock } from "./clock.ts";
import type { Environment, Fresh } from "./loader.ts";
import { type Resource, resource } from "./resource.ts";
import * as schemas from "./schemas.ts";
import type { Cache } from "./storage.ts";

/** What a source is made of. */
export interface Tools {
  api: Api;
  cache: Cache;
  environment: Environment & { clock: Clock };
  /** For what needs no login: an answer does not mean that there is one. */
  everybody: Environment & { clock: Clock };
}

export interface Sources {
  overview: Resource<schemas.Overview>;
  me: Resource<schemas.Me>;
  /** The source of this name, made when it is first asked for. */
  source<R extends Resource<unknown>>(name: string, make: (tools: Tools) => R): R;
  all(): readonly Resource<unknown>[];
}

const MOST = 16; // sources made by screens: the oldest ones that are not shown are dropped

const overviewItem = schemas.item(schemas.overview);

/** The data of an answer with its time. */
export const dated = <T>({ item, asOf, stale }: { item: T; asOf: string; stale: boolean }): Fresh<T> => ({
  data: item,
  at: Date.parse(asOf),
  stale,
});

export function openSources(tools: Tools): Sources {
  const { api, cache, environment } = tools;
  const { clock } = environment;
  const overview = resource(
    { key: "overview", cache, schema: schemas.overview },
    async () => dated(await api.get("/api/overview", overviewItem)),
    environment,
  );
  // Asked before a login as well, so it says nothing about whether there is one.
  const me = resource(
    { key: "me", cache, schema: schemas.me },
    async () => ({ data: await api.get("/api/me", schemas.me), at: clock.now() }),
    { clock },
  );
  const made = new Map<string, Resource<unknown>>();
  return {
    overview,
    me,
    source<R extends Resource<unknown>>(name: string, make: (tools: Tools) => R): R {
      const one = (made.get(name) ?? make(tools)) as R;
      made.delete(name); // the newest is the last
      made.set(name, one);
      for (const [old, each] of made) {
        if (made.size > MOST && each !== one && !each.isShown()) made.delete(old);
      }
      return one;
    },
    all: () => [overview, me, ...made.values()],
  };
}

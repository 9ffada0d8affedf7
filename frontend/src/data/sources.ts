// What the page asks the server for, each with its shape and its place in the cache.

import type { Api } from "./api.ts";
import type { Clock } from "./clock.ts";
import { type List, list } from "./list.ts";
import type { Environment } from "./loader.ts";
import { type Resource, resource } from "./resource.ts";
import * as schemas from "./schemas.ts";
import type { Cache } from "./storage.ts";

const MINERS = 50; // a page of them
const DAYS = 30;

export interface Sources {
  overview: Resource<schemas.Overview>;
  miners: List<schemas.Miner>;
  income: List<schemas.IncomeDay>;
  incentives: Resource<schemas.Incentives>;
  me: Resource<schemas.Me>;
}

const overviewItem = schemas.item(schemas.overview);
const incentivesItem = schemas.item(schemas.incentives);
const minersPage = schemas.page(schemas.miner);
const incomePage = schemas.page(schemas.incomeDay);

export function openSources(api: Api, cache: Cache, environment: Environment & { clock: Clock }): Sources {
  const { clock } = environment;
  const dated = <T>({ item, asOf, stale }: { item: T; asOf: string; stale: boolean }) => ({
    data: item,
    at: Date.parse(asOf),
    stale,
  });
  return {
    overview: resource(
      { key: "overview", cache, schema: schemas.overview },
      async () => dated(await api.get("/api/overview", overviewItem)),
      environment,
    ),
    incentives: resource(
      { key: "incentives", cache, schema: schemas.incentives },
      async () => dated(await api.get("/api/incentives", incentivesItem)),
      environment,
    ),
    // Asked before a login as well, so it says nothing about whether there is one.
    me: resource(
      { key: "me", cache, schema: schemas.me },
      async () => ({ data: await api.get("/api/me", schemas.me), at: clock.now() }),
      { clock },
    ),
    miners: list(
      { key: "miners", cache, schema: schemas.keptPages(schemas.miner) },
      {
        size: MINERS,
        ask: (limit, offset) => api.get("/api/miners", minersPage, { limit, offset }),
        id: ({ id }) => id,
      },
      environment,
    ),
    income: list(
      { key: "income", cache, schema: schemas.keptPages(schemas.incomeDay) },
      {
        size: DAYS,
        ask: (limit, offset) => api.get("/api/income", incomePage, { limit, offset, groupByDays: true }),
        id: ({ minedOn }) => minedOn,
      },
      environment,
    ),
  };
}

// Lists and details, opened by the screens that show them. A list has what its rows and charts show;
// the records of a day and the facts of a miner are asked for one by one.

import * as v from "valibot";
import { type List, list } from "./list.ts";
import * as schemas from "./list-schemas.ts";
import { type Resource, resource } from "./resource.ts";
import { item } from "./schemas.ts";
import type { Session } from "./session.ts";
import { dated, type Tools } from "./sources.ts";
import { NOTHING_KEPT } from "./storage.ts";
import { type Store, store } from "./store.ts";

const MINERS = 50; // a page of them
const DAYS = 30;

type Opening = Pick<Session, "source">;

export interface IncomeList extends List<schemas.DaySum> {
  /** The miners with income on the days that were fetched. */
  miners: Store<readonly schemas.NamedMiner[]>;
}

const incentivesItem = item(schemas.incentives);
const minerItem = item(schemas.miner);
const dayItem = item(schemas.incomeDay);
const minersPage = schemas.page(schemas.listedMiner);
const daysPage = v.object({ ...schemas.page(schemas.daySum).entries, miners: v.array(schemas.namedMiner) });

export const minersOf = ({ source }: Opening): List<schemas.ListedMiner> =>
  source("miners", ({ api, cache, environment }) =>
    list(
      { key: "miners", cache, schema: schemas.keptPages(schemas.listedMiner) },
      {
        size: MINERS,
        ask: (limit, offset) => api.get("/api/miners", minersPage, { limit, offset }),
        id: ({ id }) => id,
      },
      environment,
    ),
  );

/** The income by day of all miners, or of one, newest first. */
export const incomeOf = ({ source }: Opening, miner = ""): IncomeList =>
  source(`income ${miner}`, (tools) => openIncome(tools, miner));

function openIncome({ api, cache, environment }: Tools, miner: string): IncomeList {
  const names = new Map<string, schemas.NamedMiner>();
  const miners = store<readonly schemas.NamedMiner[]>([]);
  const days = list(
    { key: "income", cache: miner ? NOTHING_KEPT : cache, schema: schemas.keptPages(schemas.daySum) },
    {
      size: DAYS,
      async ask(limit, offset) {
        const answer = await api.get("/api/income/days", daysPage, { limit, offset, miner });
        const before = names.size;
        for (const one of answer.miners) names.set(String(one.id), one);
        if (names.size > before) miners.set([...names.values()]);
        return answer;
      },
      id: ({ date }) => date,
    },
    environment,
  );
  return Object.assign(days, { miners });
}

export const minerOf = ({ source }: Opening, id: string): Resource<schemas.Miner> =>
  source(`miner ${id}`, ({ api, environment }) =>
    resource(
      { key: "", cache: NOTHING_KEPT, schema: schemas.miner },
      async () => dated(await api.get("/api/miner", minerItem, { id })),
      environment,
    ),
  );

export const dayOf = ({ source }: Opening, date: string): Resource<schemas.IncomeDay> =>
  source(`day ${date}`, ({ api, environment }) =>
    resource(
      { key: "", cache: NOTHING_KEPT, schema: schemas.incomeDay },
      async () => dated(await api.get("/api/income/day", dayItem, { date })),
      environment,
    ),
  );

export const incentivesOf = ({ source }: Opening): Resource<schemas.Incentives> =>
  source("incentives", ({ api, cache, environment }) =>
    resource(
      { key: "incentives", cache, schema: schemas.incentives },
      async () => dated(await api.get("/api/incentives", incentivesItem)),
      environment,
    ),
  );

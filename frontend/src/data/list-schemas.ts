// The shapes of lists and of their details, which only screens that come later ask for.

import * as v from "valibot";
import { netDay } from "./schemas.ts";

const text = v.nullable(v.string());
const key = v.union([v.number(), v.string()]);
const id = v.nullable(key);

/** A miner as its list shows it. */
export const listedMiner = v.object({
  id,
  name: text,
  power: text,
  energyEfficiency: text,
  status: text,
  net: v.nullable(v.object({ usd: v.object({ net: text }) })),
});

export const miner = v.object({
  id,
  name: text,
  power: text,
  energyEfficiency: text,
  level: v.nullable(v.number()),
  status: text,
  createdAt: text,
  net: v.nullable(netDay),
});

/** A mined day as sums of BTC: what was credited, and what was left after fees where that is known. */
export const daySum = v.object({ date: v.string(), value: text, net: text, records: v.number() });

export const namedMiner = v.object({ id: key, name: text });

const incomeRecord = v.object({
  id,
  nftId: id,
  nft: v.nullable(v.object({ id, name: text })),
  value: text,
  power: text,
  energyEfficiency: text,
  c1Value: text,
  c2Value: text,
  totalDiscount: text,
  maintenanceByGmt: v.nullable(v.boolean()),
  rewardProtection: v.nullable(v.boolean()),
  metaData: v.nullable(v.object({ poolReward: text })),
});

export const incomeDay = v.object({
  minedOn: text,
  value: text,
  incomeStatistic: v.nullable(v.object({ btcCourseInUsd: text })),
  incomes: v.nullable(v.array(incomeRecord)),
  net: netDay,
  /** BTC by the id of the miner. */
  netByMiner: v.record(v.string(), text),
});

export const incentives = v.object({
  levels: v.nullable(
    v.array(
      v.object({
        level: text,
        minPower: text,
        maintenanceDiscount: text,
        cardCashback: text,
        travelCashback: text,
      }),
    ),
  ),
});

/** A page of a list. */
export const page = <S extends v.GenericSchema>(of: S) =>
  v.object({ items: v.array(of), total: v.nullable(v.number()), asOf: v.string(), stale: v.boolean() });

/** A list as it is kept on the device. */
export const keptPages = <S extends v.GenericSchema>(of: S) =>
  v.object({ items: v.array(of), total: v.optional(v.number()), more: v.boolean() });

export type ListedMiner = v.InferOutput<typeof listedMiner>;
export type Miner = v.InferOutput<typeof miner>;
export type DaySum = v.InferOutput<typeof daySum>;
export type NamedMiner = v.InferOutput<typeof namedMiner>;
export type IncomeDay = v.InferOutput<typeof incomeDay>;
export type IncomeRecord = v.InferOutput<typeof incomeRecord>;
export type Incentives = v.InferOutput<typeof incentives>;
export type Level = NonNullable<Incentives["levels"]>[number];

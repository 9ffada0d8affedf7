// Sums and selections of the income by day.

import { sum } from "./decimal.ts";
import type { IncomeDay, IncomeRecord } from "./schemas.ts";

export interface DayValue {
  /** `2026-11-21` */
  date: string;
  /** BTC */
  value: string;
}

/** A mined day as lists and charts show it. */
export interface ShownDay extends DayValue {
  /** False where the fees are not known: the value is then what the partner credited. */
  isNet: boolean;
  /** Whether there are records of single miners. */
  hasRecords: boolean;
}

/** The exact sum in BTC. */
export const sumOf = (days: readonly { value: string | null }[]): string => sum(days.map(({ value }) => value));

export const minerOf = ({ nft, nftId }: IncomeRecord): string => String(nft?.id ?? nftId ?? "");

/** What a day brought, of all miners or of one of them; undefined if that one has no record. */
export function shownDay(day: IncomeDay, miner = ""): ShownDay | undefined {
  const records = (day.incomes ?? []).filter((record) => !miner || minerOf(record) === miner);
  if (miner && records.length === 0) return undefined;
  const net = miner ? (day.netByMiner[miner] ?? null) : day.net.btc.net;
  const credited = miner ? sumOf(records) : (day.value ?? "0");
  return {
    date: day.minedOn ?? "",
    value: net ?? credited,
    isNet: net !== null,
    hasRecords: day.incomes !== null,
  };
}

/** In the same order; all miners for an empty id. */
export const shownDays = (days: readonly IncomeDay[], miner = ""): ShownDay[] =>
  days.flatMap((day) => shownDay(day, miner) ?? []);

/** The days under their months, in their own order. */
export function byMonth<T extends DayValue>(days: readonly T[]): (readonly [string, readonly T[]])[] {
  const months = new Map<string, T[]>();
  for (const one of days) {
    const month = one.date.slice(0, 7);
    months.set(month, [...(months.get(month) ?? []), one]);
  }
  return [...months];
}

/** The ids and names of all miners with income in these days; unnamed ones have an empty name. */
export function minersIn(days: readonly IncomeDay[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const record of days.flatMap(({ incomes }) => incomes ?? [])) {
    const id = minerOf(record);
    if (!names.has(id)) names.set(id, record.nft?.name ?? "");
  }
  return names;
}

// Sums and selections of the income by day.

import { sum } from "./decimal.ts";
import type { IncomeDay, IncomeRecord } from "./schemas.ts";

export interface DayValue {
  /** `2026-11-21` */
  date: string;
  /** BTC */
  value: string;
}

/** The exact sum of what is listed, in BTC. */
export const sumOf = (days: readonly { value: string | null }[]): string => sum(days.map(({ value }) => value));

export const minerOf = ({ nft, nftId }: IncomeRecord): string => String(nft?.id ?? nftId ?? "");

/** Days with the income of one miner alone; all of it for an empty id. */
export function onlyMiner(days: readonly IncomeDay[], miner: string): readonly IncomeDay[] {
  if (!miner) return days;
  return days.flatMap((one) => {
    const incomes = (one.incomes ?? []).filter((record) => minerOf(record) === miner);
    return incomes.length ? [{ ...one, incomes, value: sumOf(incomes) }] : [];
  });
}

/** The days of one miner, oldest first. */
export function daysOfMiner(days: readonly IncomeDay[], miner: string): DayValue[] {
  const mined = onlyMiner(days, miner).flatMap(({ minedOn, value }) =>
    minedOn ? [{ date: minedOn, value: value ?? "0" }] : [],
  );
  return mined.sort((a, b) => a.date.localeCompare(b.date));
}

/** The days under their months, in their own order. */
export function byMonth(days: readonly IncomeDay[]): (readonly [string, readonly IncomeDay[]])[] {
  const months = new Map<string, IncomeDay[]>();
  for (const one of days) {
    const month = one.minedOn?.slice(0, 7) ?? "";
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

/** Whether some of it was paid out before fees, because the fees were paid in GOMINING. */
export const isBeforeFees = (days: readonly IncomeDay[]): boolean =>
  days.some(({ incomes }) => incomes?.some(({ maintenanceByGmt }) => maintenanceByGmt));

// Sums and selections of the income by day.

import { sum } from "./decimal.ts";
import type { DaySum, IncomeRecord } from "./list-schemas.ts";

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

/** A day without income, as a chart shows it. */
export const emptyDay = (date: string): ShownDay => ({ date, value: "0", isNet: true, hasRecords: false });

/** The days on which one miner has a record. */
export const ownDays = (days: readonly DaySum[]): ShownDay[] => shownDays(days.filter(({ records }) => records > 0));

/** In the same order. */
export const shownDays = (days: readonly DaySum[]): ShownDay[] =>
  days.map(({ date, value, net, records }) => ({
    date,
    value: net ?? value ?? "0",
    isNet: net !== null,
    hasRecords: records > 0,
  }));

/** The days under their months, in their own order. */
export function byMonth<T extends DayValue>(days: readonly T[]): (readonly [string, readonly T[]])[] {
  const months = new Map<string, T[]>();
  for (const one of days) {
    const month = one.date.slice(0, 7);
    months.set(month, [...(months.get(month) ?? []), one]);
  }
  return [...months];
}

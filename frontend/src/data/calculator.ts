// What mining brings after fees, by the partner's published formula, as in market/calculator.py:
// net = gross - (electricity + service) x (1 - discount), never below zero.

import { approximate } from "./decimal.ts";
import type { Overview } from "./schemas.ts";

/** USD per TH and day; electricity also per W/TH. */
export interface Economics {
  gross: number;
  electricity: number;
  service: number;
  btcPrice: number | undefined;
}

export interface Calculation {
  gross: number;
  electricity: number;
  service: number;
  forgiven: number;
  /** Never below zero: a miner that would lose stands still. */
  net: number;
  loses: boolean;
  /** W/TH above which nothing is left. */
  breakEven: number | undefined;
  /** The price of a bitcoin below which nothing is left, everything else being as it is. */
  breakEvenPrice: number | undefined;
}

/** Read what the partner tells; undefined where something is missing that the formula needs. */
export function economics(told: Overview["incomePerTh"] | undefined): Economics | undefined {
  const gross = approximate(told?.totalIncomePerThToday);
  const hour = approximate(told?.kilowattHour);
  const electricity =
    approximate(told?.c1ValuePerThPerWtToday) ?? (hour === undefined ? undefined : (hour * 24) / 1000);
  const service = approximate(told?.c2ValuePerThToday);
  if (gross === undefined || electricity === undefined || service === undefined) return undefined;
  const more = (approximate(told?.c3ValuePerThToday) ?? 0) + (approximate(told?.c4ValuePerThToday) ?? 0);
  return { gross, electricity, service: service + more, btcPrice: approximate(told?.btcCourseInUsd) };
}

/** One day of `power` TH at `efficiency` W/TH, in USD; `discount` is a fraction of the fees. */
export function calculate(terms: Economics, power: number, efficiency: number, discount = 0): Calculation {
  const charged = (terms.electricity * efficiency + terms.service) * (1 - discount);
  const free = discount < 1 ? terms.gross / (1 - discount) - terms.service : undefined;
  return {
    gross: terms.gross * power,
    electricity: terms.electricity * efficiency * power,
    service: terms.service * power,
    forgiven: (terms.electricity * efficiency + terms.service) * discount * power,
    net: Math.max(0, terms.gross - charged) * power,
    loses: charged > terms.gross,
    breakEven: free === undefined || !terms.electricity ? undefined : Math.max(0, free / terms.electricity),
    breakEvenPrice: terms.btcPrice && terms.gross ? (terms.btcPrice * charged) / terms.gross : undefined,
  };
}

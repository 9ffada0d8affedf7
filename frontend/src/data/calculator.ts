// What mining brings after fees, by the partner's published formula, as in market/calculator.py:
// net = gross - (electricity + service) x (1 - discount), never below zero.

import { approximate } from "./decimal.ts";
import type { NetDay, Overview } from "./schemas.ts";

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
  /** Fees of miners that would lose: they are not charged more than the miner's gross. */
  notCharged: number;
  /** Never below zero: a miner that would lose stands still. */
  net: number;
  loses: boolean;
  /** W/TH above which nothing is left. */
  breakEven: number | undefined;
  /** The price of a bitcoin below which nothing is left, everything else being as it is. */
  breakEvenPrice: number | undefined;
}

/** Read the partner's figures; undefined if one is missing that the formula needs. */
export function economics(figures: Overview["incomePerTh"] | undefined): Economics | undefined {
  const gross = approximate(figures?.totalIncomePerThToday);
  const hour = approximate(figures?.kilowattHour);
  const electricity =
    approximate(figures?.c1ValuePerThPerWtToday) ?? (hour === undefined ? undefined : (hour * 24) / 1000);
  const service = approximate(figures?.c2ValuePerThToday);
  if (gross === undefined || electricity === undefined || service === undefined) return undefined;
  const more = (approximate(figures?.c3ValuePerThToday) ?? 0) + (approximate(figures?.c4ValuePerThToday) ?? 0);
  return { gross, electricity, service: service + more, btcPrice: approximate(figures?.btcCourseInUsd) };
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
    notCharged: Math.max(0, charged - terms.gross) * power,
    net: Math.max(0, terms.gross - charged) * power,
    loses: charged > terms.gross,
    breakEven: free === undefined || !terms.electricity ? undefined : Math.max(0, free / terms.electricity),
    breakEvenPrice: terms.btcPrice && terms.gross ? (terms.btcPrice * charged) / terms.gross : undefined,
  };
}

/** The amounts that the server states for the person's own miners, which may differ from each other. */
export function ofOwn(calculated: Calculation, { usd }: NetDay): Calculation {
  const [gross, electricity, service, net] = [usd.gross, usd.electricity, usd.service, usd.net].map(approximate);
  const forgiven = approximate(usd.forgiven) ?? 0;
  if (gross === undefined || electricity === undefined || service === undefined || net === undefined) return calculated;
  const notCharged = Math.max(0, net - (gross - electricity - service + forgiven));
  return { ...calculated, gross, electricity, service, forgiven, net, notCharged, loses: net === 0 };
}

// The shapes of the API's answers, limited to the fields that the page uses. Answers of the server
// and values from storage are checked against them; api.ts compares them with the generated types.

import * as v from "valibot";

const text = v.nullable(v.string());

const perTh = v.object({
  btcCourseInUsd: text,
  kilowattHour: text,
  totalIncomePerThToday: text,
  c1ValuePerThPerWtToday: text,
  c2ValuePerThToday: text,
  c3ValuePerThToday: text,
  c4ValuePerThToday: text,
});

const feesPaidIn = v.nullable(v.picklist(["BTC", "GOMINING", "mixed"]));
const amounts = v.object({ gross: text, electricity: text, service: text, forgiven: text, fees: text, net: text });

/** What a day nets: as estimated at today's figures, or as it was on a mined day. */
export const netDay = v.object({ usd: amounts, btc: amounts, discount: text, discountFrom: text, feesPaidIn });

export const overview = v.object({
  miners: v.number(),
  power: text,
  efficiency: text,
  days: v.array(v.object({ date: v.string(), value: v.string(), fees: text, net: text, feesPaidIn })),
  netToday: v.nullable(netDay),
  netWeek: text,
  netMonth: text,
  week: text,
  month: text,
  total: text,
  balances: v.array(v.object({ currency: text, value: text })),
  bitcoinAddress: text,
  rates: v.array(v.object({ symbol: text, price: text })),
  incomePerTh: v.nullable(perTh),
  /** When rates and today's figures were fetched. */
  figuresAsOf: v.string(),
});

export const me = v.object({
  wallet: v.nullable(v.object({ address: v.string() })),
  way: v.nullish(v.picklist(["wallet", "start"])), // servers of before there were two do not say it
  loggedInSince: text,
  /** Whether an e-mail for recovery is needed; nullish where there is nothing to recover by one. */
  recovery: v.nullish(v.picklist(["needed", "given", "declined"])),
});

export const preferences = v.object({ language: text, timeZone: text });
export const payload = v.object({ payload: v.string() });
export const bound = v.object({ address: v.string() });
export const exported = v.object({ path: v.string(), fileName: v.string() });
export const recovery = v.object({ recovery: v.picklist(["given", "declined"]) });
/** An answer whose content is not used. */
export const done = v.object({});

/** One thing, with the time it was true at. */
export const item = <S extends v.GenericSchema>(of: S) => v.object({ item: of, asOf: v.string(), stale: v.boolean() });

export type NetDay = v.InferOutput<typeof netDay>;
export type Overview = v.InferOutput<typeof overview>;
export type Me = v.InferOutput<typeof me>;

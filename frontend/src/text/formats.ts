// Amounts, days and times as people read them, by the rules of the language in use.

import { approximate, fixed, units } from "../data/decimal.ts";
import { language } from "./translate.ts";

const formatters = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

let wishes: readonly string[] = [];

/** The locales of the person, the preferred ones first: their region decides how dates are written. */
export function preferLocales(...given: readonly (string | undefined)[]): void {
  wishes = given.flatMap((one) => one?.replace("_", "-") ?? []);
}

/** The first wish that has a region and is in the language in use, as `en-GB`. */
const dateLocale = (): string =>
  wishes.find((one) => /^[a-z]{2}-(?:[a-z]{2}|\d{3})$/i.test(one) && one.slice(0, 2).toLowerCase() === language()) ??
  language();

/** Making a formatter costs more than using it a hundred times. */
function formatter<T extends Intl.NumberFormat | Intl.DateTimeFormat>(
  locale: string,
  key: string,
  make: (locale: string) => T,
): T {
  const name = `${locale} ${key}`;
  const known = (formatters.get(name) as T | undefined) ?? make(locale);
  formatters.set(name, known);
  return known;
}

const numbers = (options: Intl.NumberFormatOptions): Intl.NumberFormat =>
  formatter(language(), JSON.stringify(options), (locale) => new Intl.NumberFormat(locale, options));
const dates = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  formatter(dateLocale(), JSON.stringify(options), (locale) => new Intl.DateTimeFormat(locale, options));

/** The sign between whole and fraction, and the one between thousands. */
export function signs(): { decimal: string; group: string } {
  const parts = numbers({}).formatToParts(12_345.5);
  const sign = (type: string, usual: string): string => parts.find((part) => part.type === type)?.value ?? usual;
  return { decimal: sign("decimal", "."), group: sign("group", ",") };
}

const point = (): string => signs().decimal;

/** BTC, always with its eight places; a trace that is less than one satoshi is said to be one. */
export function btc(amount: string | null | undefined): string {
  const value = units(amount);
  if (value === undefined) return "—";
  if (value > 0n && value < 10n ** 10n) return `< ${fixed("0.00000001", 8).replace(".", point())}`;
  return grouped(fixed(amount ?? "0", 8));
}

/** Satoshi: a hundred millionth of a bitcoin, with places only where there are any. */
export function sat(amount: string | null | undefined): string {
  const value = units(amount);
  if (value === undefined) return "—";
  const whole = value % 10n ** 10n === 0n;
  return grouped(fixed(shift(amount ?? "0"), whole ? 0 : 2));
}

function shift(amount: string): string {
  const value = (units(amount) ?? 0n) * 100_000_000n;
  const digits = (value < 0n ? -value : value).toString().padStart(19, "0");
  return `${value < 0n ? "-" : ""}${digits.slice(0, -18)}.${digits.slice(-18)}`;
}

/** Group the whole part by the language's habit and keep every place of the fraction. */
function grouped(plain: string): string {
  const [whole = "0", fraction] = plain.split(".");
  const text = numbers({ maximumFractionDigits: 0 }).format(BigInt(whole));
  const sign = whole === "-0" ? "-" : "";
  return fraction === undefined ? sign + text : `${sign}${text}${point()}${fraction}`;
}

/**
 * US dollars to the cent; what is smaller than ten cents keeps digits that say something. Parts of
 * a sum are written `like` its smallest one, with as many places.
 */
export function usd(amount: number | undefined, like = amount): string {
  if (amount === undefined || like === undefined || !Number.isFinite(amount)) return "—";
  const size = Math.abs(like);
  const fine = size > 0 && size < 0.1;
  const options: Intl.NumberFormatOptions = { style: "currency", currency: "USD", currencyDisplay: "narrowSymbol" };
  if (fine)
    return numbers({ ...options, minimumFractionDigits: 2, maximumFractionDigits: size < 0.01 ? 5 : 4 }).format(amount);
  return numbers(options).format(amount);
}

/** US dollars without cents. */
export const wholeUsd = (amount: number): string =>
  numbers({ style: "currency", currency: "USD", currencyDisplay: "narrowSymbol", maximumFractionDigits: 0 }).format(
    amount,
  );

/** A plain number with at most so many places. */
export const number = (value: number | undefined, places = 2): string =>
  value === undefined ? "—" : numbers({ maximumFractionDigits: places }).format(value);

/** A decimal string as a plain number. */
export const plain = (amount: string | null | undefined, places = 2): string => number(approximate(amount), places);

/** A fraction as a percentage: 0.016 is 1.6 %. */
export const percent = (fraction: string | number | null | undefined): string => {
  const value = typeof fraction === "number" ? fraction : approximate(fraction);
  return value === undefined ? "—" : numbers({ style: "percent", maximumFractionDigits: 2 }).format(value);
};

/** An amount of any currency, with the places that its kind deserves. */
export function amount(value: string | null | undefined, currency: string | null | undefined): string {
  if (currency === "BTC") return btc(value);
  const stable = currency?.startsWith("USD");
  return numbers({ minimumFractionDigits: 2, maximumFractionDigits: stable ? 2 : 6 }).format(approximate(value) ?? 0);
}

type Form = "short" | "long" | "month" | "weekday";

const FORMS: Readonly<Record<Form, Intl.DateTimeFormatOptions>> = {
  short: { day: "numeric", month: "short", timeZone: "UTC" },
  long: { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" },
  month: { month: "long", year: "numeric", timeZone: "UTC" },
  weekday: { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" },
};

/** A mined day (`2026-11-21`, UTC by definition). */
export function day(iso: string | null | undefined, form: Form = "short"): string {
  const time = iso ? Date.parse(`${iso}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(time) ? "—" : dates(FORMS[form]).format(time);
}

/** A moment on the reader's own clock: the time if it was today, else with the day. */
export function moment(at: number, now: number): string {
  const today = new Date(at).toDateString() === new Date(now).toDateString();
  const time: Intl.DateTimeFormatOptions = { hour: "numeric", minute: "2-digit" };
  return dates(today ? time : { day: "numeric", month: "short", ...time }).format(at);
}

/** A moment with its day. */
export const dayAndTime = (at: number): string =>
  dates({ day: "numeric", month: "short", hour: "numeric", minute: "2-digit" }).format(at);

/** Seconds as minutes and seconds. */
export const clock = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

/** An amount of bitcoin in a unit, with its name; `price` is USD for one BTC. */
export function inUnit(
  value: string | null | undefined,
  price: number | undefined,
  unit: "BTC" | "sat" | "USD",
): string {
  if (unit !== "USD") return unit === "sat" ? `${sat(value)}\u00a0sat` : `${btc(value)}\u00a0BTC`;
  const bitcoin = approximate(value);
  return usd(bitcoin === undefined || price === undefined ? undefined : bitcoin * price);
}

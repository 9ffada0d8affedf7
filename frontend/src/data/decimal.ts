// Amounts as the API sends them: decimal strings of any length, added exactly and never through a
// double. Only for a picture or a price in another currency do they become numbers.

const PLACES = 18;
const SHAPE = /^(-?)(\d+)(?:\.(\d+))?$/;

/** A decimal string in units of 1e-18; undefined for anything else. Digits beyond are cut off. */
export function units(text: string | null | undefined): bigint | undefined {
  const found = SHAPE.exec(text ?? "");
  if (!found) return undefined;
  const [, sign, whole = "", fraction = ""] = found;
  const value = BigInt(whole + fraction.slice(0, PLACES).padEnd(PLACES, "0"));
  return sign ? -value : value;
}

/** Back to the shortest decimal string. */
export function decimal(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(PLACES + 1, "0");
  const fraction = digits.slice(-PLACES).replace(/0+$/, "");
  return `${value < 0n ? "-" : ""}${digits.slice(0, -PLACES)}${fraction && `.${fraction}`}`;
}

/** The exact sum; what is no amount counts for nothing. */
export function sum(amounts: Iterable<string | null | undefined>): string {
  let total = 0n;
  for (const amount of amounts) total += units(amount) ?? 0n;
  return decimal(total);
}

/** Rounded half up to so many places, with all of them written. */
export function fixed(text: string, places: number): string {
  const value = units(text) ?? 0n;
  const step = 10n ** BigInt(PLACES - places);
  const size = value < 0n ? -value : value;
  const rounded = (size + step / 2n) / step;
  const digits = rounded.toString().padStart(places + 1, "0");
  const sign = value < 0n && rounded > 0n ? "-" : "";
  return places ? `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}` : `${sign}${digits}`;
}

/** For pictures and for other currencies; undefined for what is no amount. */
export function approximate(text: string | null | undefined): number | undefined {
  return SHAPE.test(text ?? "") ? Number(text) : undefined;
}

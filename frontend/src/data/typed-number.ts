// Figures as people write them, by the same rules as the chat's (bot/numbers.py): one reading is
// certain, several have to be asked about, none is no figure.

/** What a language puts between thousands, and before a fraction. */
export interface Signs {
  group: string;
  decimal: string;
}

/** What stands around a figure that was copied from the page or the chat. */
const UNIT = /^\$|[\s]?(?:TH(?:\/s)?|W\/TH|BTC|sat|GOMINING|USDT?|\$|%)$/gi;
const GLUE = /[\s'’_٬]/g; // also the spaces that do not break
const GROUPED = /^[1-9]\d{0,2}(?:[\s'’_٬]\d{3})+(?:[.,]\d+)?$/;
const PLAIN = /^\d{1,12}(?:[.,]\d+)*$/;
/** `1,000,000`, `1,000.5`: groups of thousands, or as in India. */
const BY_SIGN = /^(?:[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*(?:(?!\1)[.,]\d+)?|[1-9]\d?(?:,\d\d)+,\d{3}(?:\.\d+)?)$/;

/** The values that a figure can have. */
export function readings(text: string, { group }: Signs): number[] {
  const digits = text.trim().replace(UNIT, "");
  if (GROUPED.test(digits)) return [toNumber(digits.replace(GLUE, ""))];
  if (!PLAIN.test(digits)) return [];
  const signs = digits.match(/[.,]/g) ?? [];
  const [sign] = signs;
  if (sign === undefined) return [toNumber(digits)];
  const grouped = toNumber(digits.replaceAll(sign, ""));
  // A sign repeats, or there are two: the last one then begins a fraction.
  if (signs.length > 1) return BY_SIGN.test(digits) ? [grouped] : [];
  if (!BY_SIGN.test(digits)) return [toNumber(digits)];
  return sign === group ? [grouped] : [grouped, toNumber(digits)];
}

const toNumber = (digits: string): number => Number(digits.replace(",", "."));

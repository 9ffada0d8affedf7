// Whether a text is a Bitcoin address that can receive payouts, while it is typed. The rules are those of
// the server (`accounts/bitcoin.py`), which decides again; tests/vectors/address-table.json compares them.

import { sha256 } from "@noble/hashes/sha2.js";
import { bech32, bech32m, createBase58check } from "@scure/base";
import { looksSecret } from "./secret.ts";

/** `good`, or why not: the reasons of the server. */
export type Verdict =
  | "good"
  | "empty"
  | "too_long"
  | "private_key"
  | "lightning"
  | "silent_payment"
  | "spaces"
  | "testnet"
  | "other_coin"
  | "mixed_case"
  | "unfinished"
  | "checksum"
  | "witness_version"
  | "not_an_address";

const LONGEST = 1000;
const base58 = createBase58check(sha256);
const BLANK = /[^\S\ufeff]|\p{Cc}/u;
const EDGES = /^[\s\p{Cc}\p{Cf}]+|[\s\p{Cc}\p{Cf}]+$/gu;
const BASE58 = /^[1-9A-HJ-NP-Za-km-z]{25,36}$/;
const LEGACY_BEGUN = /^[13][1-9A-HJ-NP-Za-km-z]{3,32}$/;
const SEGWIT_BEGUN = /^bc1(?:[qp]|q(?:[02-9ac-hj-np-z]{1,37}|[02-9ac-hj-np-z]{39,57})|p[02-9ac-hj-np-z]{1,57})$/;
/** What the whole shape shows. */
const SHAPES: readonly (readonly [RegExp, Verdict])[] = [
  [/^(?:lightning:.*|ln(?:bc|tb|url1|o1).*|[^\s@]+@[^\s@]+)$/i, "lightning"],
  [/^t?sp1[\da-z]+$/i, "silent_payment"],
  [/^(?:ltc|tltc|addr|stake|cosmos|bnb|doge|dgb|vtc)1[\da-z]+$/i, "other_coin"],
  [/^(?:(?:bitcoincash:)?[qp][\da-z]{41}|(?:litecoin|dogecoin|ethereum|ton|tron):.+|0x[\da-f]{40})$/i, "other_coin"],
  [/^(?:[EUk0]Q[\w-]{46}|(?:0|-1):[\da-fA-F]{64})$/, "other_coin"],
  [/^(?:[LM][1-9A-Za-z]{26,33}|[DTXrt][1-9A-Za-z]{33,34}|[1-9A-HJ-NP-Za-km-z]{43,44})$/, "other_coin"],
  [/^(?:[tT][bB]|[bB][cC][rR][tT])1[\da-zA-Z]+$|^[mn2][1-9A-Za-z]{25,34}$/, "testnet"],
];
/** The parameters of a payment link that ask for another kind of payment. */
const OTHER_PAYMENTS: readonly (readonly [string, Verdict])[] = [
  ["lightning", "lightning"],
  ["lno", "lightning"],
  ["sp", "silent_payment"],
  ["tb", "testnet"],
];

const trimmed = (text: string): string => text.replace(EDGES, "");

/** The address in a payment link or QR code, or the text itself without blanks and marks around it. */
export function bare(text: string): string {
  const plain = trimmed(text);
  const address = /^bitcoin:/i.test(plain) ? ofLink(plain.slice(8)).address : plain;
  return /^BC1[\dA-Z]+$/.test(address) ? address.toLowerCase() : address;
}

function ofLink(link: string): { address: string; verdict: Verdict } {
  const [before = "", ...after] = link.split("?");
  const address = trimmed(before.replace(/^\/\//, ""));
  const values = new Map<string, string>();
  for (const pair of after.join("?").split("&")) {
    const [name = "", ...value] = pair.split("=");
    const key = name.toLowerCase();
    if (!values.has(key)) values.set(key, value.join("="));
  }
  const other = OTHER_PAYMENTS.find(([name]) => values.get(name));
  return { address: address || trimmed(values.get("bc") ?? ""), verdict: other?.[1] ?? "empty" };
}

export function judge(text: string): Verdict {
  const plain = trimmed(text);
  if ([...plain].length > LONGEST) return "too_long";
  if (looksSecret(plain)) return "private_key";
  const link = /^bitcoin:/i.test(plain) ? ofLink(plain.slice(8)) : undefined;
  const address = link ? link.address : plain;
  if (!address) return link?.verdict ?? "empty";
  if (BLANK.test(address)) return "spaces";
  if (/^bc1/i.test(address)) return segwit(address);
  return BASE58.test(address) ? legacy(address) : reasonFor(address);
}

/** Whether a text is too short to be judged: the first characters of every address. */
export const isBeginning = (text: string): boolean => /^(?:b|bc|bc1|[13][1-9A-HJ-NP-Za-km-z]{0,2})$/i.test(bare(text));

/** Whether a text is as long as one kind of address, but may be the beginning of the longer kind. */
export const mayGrow = (text: string): boolean => /^bc1q[02-9ac-hj-np-z]{38}$/i.test(bare(text));

function legacy(address: string): Verdict {
  let bytes: Uint8Array;
  try {
    bytes = base58.decode(address);
  } catch {
    return reasonFor(address);
  }
  if (bytes.length !== 21) return kindOf(address);
  if (bytes[0] === 0x00 || bytes[0] === 0x05) return "good";
  return bytes[0] === 0x6f || bytes[0] === 0xc4 ? "testnet" : "other_coin";
}

function reasonFor(address: string): Verdict {
  if (LEGACY_BEGUN.test(address)) return "unfinished";
  return /^[13]/.test(address) && BASE58.test(address) ? "checksum" : kindOf(address);
}

const kindOf = (address: string): Verdict => SHAPES.find(([shape]) => shape.test(address))?.[1] ?? "not_an_address";

function segwit(address: string): Verdict {
  const small = address.toLowerCase();
  if (address !== small && address !== address.toUpperCase()) return "mixed_case";
  const decoded = decode(small);
  if (!decoded) return SEGWIT_BEGUN.test(small) ? "unfinished" : "checksum";
  const { version, size, isOld } = decoded;
  if (version > 16 || isOld !== (version === 0) || size < 2 || size > 40) return "checksum";
  if (version === 0) return size === 20 || size === 32 ? "good" : "checksum";
  return version === 1 && size === 32 ? "good" : "witness_version";
}

interface Decoded {
  version: number;
  /** Bytes of the program; 0 if they are not whole. */
  size: number;
  /** Whether the checksum is the first one, which version 0 alone has. */
  isOld: boolean;
}

/** What a text with a good checksum says. */
function decode(address: string): Decoded | undefined {
  for (const coder of [bech32, bech32m]) {
    const found = coder.decodeUnsafe(address);
    if (found?.prefix !== "bc") continue;
    const [version = 99, ...rest] = found.words;
    return { version, size: coder.fromWordsUnsafe(rest)?.length ?? 0, isOld: coder === bech32 };
  }
  return undefined;
}

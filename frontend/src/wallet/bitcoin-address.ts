// Whether a text can be a Bitcoin address, while it is typed. The server decides again.

import { sha256 } from "@noble/hashes/sha2.js";
import { bech32, bech32m, createBase58check } from "@scure/base";

/** `typing`: it can still become an address. */
export type Verdict = "empty" | "typing" | "good" | "testnet" | "checksum" | "key" | "lightning" | "other";

const base58 = createBase58check(sha256);
const LONGEST_LEGACY = 34; // shorter ones exist, so what is shorter may still be typed
const BASE58 = /^[1-9A-HJ-NP-Za-km-z]+$/;
/** Verdicts that follow from the start or the whole shape. */
const KINDS: readonly (readonly [RegExp, Verdict])[] = [
  [/^ln(?:bc|tb|url)/i, "lightning"],
  [/^(?:0x[\da-f]{40}|[EU]Q[\w-]{46}|-?\d:[\da-f]{64}|T[1-9A-HJ-NP-Za-km-z]{33}|ltc1.*|bnb1.*|cosmos1.*)$/i, "other"],
  [/^(?:tb|bcrt)1/i, "testnet"],
  [/^[xyz]p(?:rv|ub)/, "key"],
  [/^(?:5[1-9A-Za-z]{50}|[KL][1-9A-Za-z]{51})$/, "key"],
];

/** The address in a `bitcoin:` link or QR code, or the text itself without blanks. */
export function bare(text: string): string {
  const inside = /^\s*bitcoin:([^?]*)/i.exec(text)?.[1] ?? text;
  const whole = inside.replace(/\s+/g, "");
  return /^(?:BC1|TB1)[\dA-Z]+$/.test(whole) ? whole.toLowerCase() : whole;
}

export function judge(text: string): Verdict {
  const address = bare(text);
  if (!address) return "empty";
  const known = KINDS.find(([shape]) => shape.test(address));
  if (known) return known[1];
  if (/^bc1/i.test(address)) return segwit(address);
  if (/^[mn2]/.test(address) && address.length >= 33) return legacy(address) === undefined ? "checksum" : "testnet";
  if (/^[13]/.test(address) && BASE58.test(address)) return mainnet(address);
  return /^b(?:c)?$/i.test(address) ? "typing" : "other";
}

function mainnet(address: string): Verdict {
  if (legacy(address) !== undefined) return "good";
  return address.length < LONGEST_LEGACY ? "typing" : "checksum";
}

function legacy(address: string): number | undefined {
  try {
    const bytes = base58.decode(address);
    return bytes.length === 21 ? bytes[0] : undefined;
  } catch {
    return undefined;
  }
}

function segwit(address: string): Verdict {
  if (address !== address.toLowerCase() && address !== address.toUpperCase()) return "checksum";
  if (isWitness(address.toLowerCase())) return "good";
  // Version 0 has two lengths: of a key's hash (42) and of a script's (62).
  const whole = address[3]?.toLowerCase() === "p" ? [62] : [42, 62];
  return address.length < Math.max(...whole) && !whole.includes(address.length) ? "typing" : "checksum";
}

function isWitness(address: string): boolean {
  for (const [coder, fits] of [
    [bech32, (v: number) => v === 0],
    [bech32m, (v: number) => v > 0 && v <= 16],
  ] as const) {
    try {
      const { prefix, words } = coder.decode(address as `${string}1${string}`);
      const [version = -1, ...rest] = words;
      const size = coder.fromWords(rest).length;
      const sized = version === 0 ? size === 20 || size === 32 : version === 1 ? size === 32 : size >= 2 && size <= 40;
      if (prefix === "bc" && fits(version) && sized) return true;
    } catch {
      // It is not of this kind.
    }
  }
  return false;
}

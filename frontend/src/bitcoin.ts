// Whether a text can be a Bitcoin address, told while it is typed. The server decides again.

import { bech32, bech32m, createBase58check } from "@scure/base";
import { sha256 } from "@noble/hashes/sha2.js";

/** What a person is told: a message `page-address-<verdict>`, or that it is good. */
export type Verdict = "empty" | "typing" | "good" | "testnet" | "checksum" | "key" | "lightning" | "other";

const base58 = createBase58check(sha256);
const LONGEST_LEGACY = 34; // shorter ones exist, so what is shorter may be on its way
const BASE58 = /^[1-9A-HJ-NP-Za-km-z]+$/;
const OTHER_COINS = /^(?:0x[\da-f]{40}|[EU]Q[\w-]{46}|-?\d:[\da-f]{64}|T[1-9A-HJ-NP-Za-km-z]{33}|ltc1.*|bnb1.*|cosmos1.*)$/i;

/** The address in a `bitcoin:` link or QR code, or the text itself without blanks. */
export function bare(text: string): string {
  const inside = /^\s*bitcoin:([^?]*)/i.exec(text)?.[1] ?? text;
  const whole = inside.replace(/\s+/g, "");
  return /^(?:BC1|TB1)[\dA-Z]+$/.test(whole) ? whole.toLowerCase() : whole;
}

export function judge(text: string): Verdict {
  const address = bare(text);
  if (!address) return "empty";
  if (/^ln(?:bc|tb|url)/i.test(address)) return "lightning";
  if (OTHER_COINS.test(address)) return "other";
  if (/^(?:tb|bcrt)1/i.test(address)) return "testnet";
  if (/^bc1/i.test(address)) return segwit(address);
  if (/^[xyz]p(?:rv|ub)/.test(address) || /^(?:5[1-9A-Za-z]{50}|[KL][1-9A-Za-z]{51})$/.test(address)) return "key";
  if (/^[mn2]/.test(address) && address.length >= 33) return legacy(address) === undefined ? "checksum" : "testnet";
  if (/^[13]/.test(address) && BASE58.test(address)) return legacy(address) !== undefined ? "good" : address.length < LONGEST_LEGACY ? "typing" : "checksum";
  return /^b(?:c)?$/i.test(address) ? "typing" : "other";
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
  const length = address[3]?.toLowerCase() === "p" ? 62 : 42;
  const good = isWitness(address.toLowerCase());
  if (good) return "good";
  return address.length < length ? "typing" : "checksum";
}

function isWitness(address: string): boolean {
  for (const [coder, fits] of [[bech32, (v: number) => v === 0], [bech32m, (v: number) => v > 0 && v <= 16]] as const) {
    try {
      const { prefix, words } = coder.decode(address as `${string}1${string}`);
      const [version = -1, ...rest] = words;
      const size = coder.fromWords(rest).length;
      const sized = version === 0 ? size === 20 || size === 32 : version === 1 ? size === 32 : size >= 2 && size <= 40;
      if (prefix === "bc" && fits(version) && sized) return true;
    } catch {
      // not of this kind
    }
  }
  return false;
}

// TON addresses as wallets show them: url-safe base64 with a checksum, not the raw form.

/** `0:<hex>` as a non-bounceable mainnet address (`UQ…`); the text itself where it is not raw. */
export function friendly(raw: string): string {
  const found = /^(-?\d+):([\da-f]{64})$/i.exec(raw);
  if (!found) return raw;
  const hash = (found[2] ?? "").match(/../g) ?? [];
  const body = [0x51, Number(found[1]) & 0xff, ...hash.map((byte) => Number.parseInt(byte, 16))];
  const sum = crc16(body);
  const bytes = String.fromCharCode(...body, sum >> 8, sum & 0xff);
  return btoa(bytes).replaceAll("+", "-").replaceAll("/", "_");
}

/** CRC-16/XMODEM. */
function crc16(bytes: readonly number[]): number {
  let sum = 0;
  for (const byte of bytes) {
    sum ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum & 0x8000 ? (sum << 1) ^ 0x1021 : sum << 1) & 0xffff;
  }
  return sum;
}

/** The beginning and the end of a long address. */
export const short = (address: string, ends = 6): string =>
  address.length > 2 * ends + 1 ? `${address.slice(0, ends)}…${address.slice(-ends)}` : address;

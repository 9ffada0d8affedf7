import { expect, test } from "vitest";
import { bare, isBeginning, judge, mayGrow } from "../../src/wallet/bitcoin-address.ts";

// BIP-173, BIP-350 and the genesis block's address; none is anybody's secret.
const GOOD = [
  "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
  "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
  "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
  "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
  "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
];

test.each(GOOD)("%s is an address", (address) => {
  expect(judge(address)).toBe("good");
  expect(judge(`bitcoin:${address}?amount=1`)).toBe("good");
});

test("the address is the one of the link, in lower case where that is the same", () => {
  expect(bare("BITCOIN:BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4?label=x")).toBe(
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
  );
  expect(bare(" bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq\n")).toBe("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq");
  // Two pieces are not joined: they may belong to different addresses.
  expect(judge("bc1qar0srrr7xfk vy5l643lydnw9re59gtzzwf5mdq")).toBe("spaces");
});

const TO_SCRIPT = "bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3"; // BIP-173

test("no beginning of an address is called wrong while it is typed", () => {
  for (const address of [...GOOD, TO_SCRIPT]) {
    for (let length = 1; length < address.length; length += 1) {
      const text = address.slice(0, length);
      expect(isBeginning(text) || judge(text) === "unfinished" || mayGrow(text), text).toBe(true);
    }
  }
});

test("one wrong character is seen", () => {
  expect(judge("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdx")).toBe("checksum");
  expect(judge("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb")).toBe("checksum");
  expect(judge("bc1QAR0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq")).toBe("mixed_case");
  // A version 0 program with the newer checksum, and the other way round (BIP-350).
  expect(judge("bc1q0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd")).toBe("checksum");
});

test.each([
  ["tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", "testnet"],
  ["mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn", "testnet"],
  ["lnbc1pvjluezpp5", "lightning"],
  ["5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ", "private_key"],
  [
    "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi",
    "private_key",
  ],
  ["0x52908400098527886E0F7030069857D2E4169EE7", "other_coin"],
  ["UQDvT5fb0000000000000000000000000000000000000000", "other_coin"],
  ["hello", "not_an_address"],
  ["", "empty"],
])("%s is %s", (text, verdict) => {
  expect(judge(text)).toBe(verdict);
});

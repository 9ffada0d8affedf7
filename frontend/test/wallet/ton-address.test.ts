import { expect, test } from "vitest";
import { friendly, short } from "../../src/wallet/ton-address.ts";

test("a raw TON address is shown as wallets show it", () => {
  // An address of TON's documentation, in its forms.
  const raw = "0:ca6e321c7cce9ecedf0a8ca2492ec8592494aa5fb5ce0387dff96ef6af982a3e";
  expect(friendly(raw)).toBe("UQDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff-W72r5gqPuwA");
  expect(friendly("nonsense")).toBe("nonsense");
  expect(short("abcdefghijklmnop", 3)).toBe("abc…nop");
});

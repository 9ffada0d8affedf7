import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { bare, judge } from "../../src/wallet/bitcoin-address.ts";

interface Row {
  text: string;
  verdict: string;
  address?: string;
}

// Written by tests/accounts/address_table.py from what the server does.
const TABLE = JSON.parse(readFileSync("../tests/vectors/address-table.json", "utf8")) as Row[];

test("the page judges every text of the table as the server does", () => {
  expect(TABLE.length).toBeGreaterThanOrEqual(200);
  const different = TABLE.filter(({ text, verdict }) => judge(text) !== verdict).map((row) => [row, judge(row.text)]);
  expect(different).toEqual([]);
});

test("the page sends the address that the server takes out of a text", () => {
  for (const { text, address } of TABLE) {
    if (address !== undefined) expect(bare(text).replace(/^BC1.*/, (whole) => whole.toLowerCase())).toBe(address);
  }
});

test("few ordinary sentences have the form of a phrase", () => {
  const lines = readFileSync("../tests/vectors/ordinary-sentences.txt", "utf8").split("\n");
  const sentences = lines.filter((line) => line && !line.startsWith("#"));
  const wrong = sentences.filter((line) => judge(line) === "private_key");
  // Shopping lists, counting, Korean: without the word lists these cannot be distinguished from a phrase.
  expect(wrong.length / sentences.length, wrong.join("\n")).toBeLessThan(0.15);
});

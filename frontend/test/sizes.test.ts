import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const LONGEST_FILE = 400; // lines
const LONGEST_FUNCTION = 50;
const MOST_ARE_UP_TO = 30; // nine of ten functions

const files = ["src", "build", "test"].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(?:tsx?|css|mjs)$/.test(name) && !name.endsWith("api-types.ts"))
    .map((name) => ({ name: join(folder, name), text: readFileSync(join(ROOT, folder, name), "utf8") })),
);

/** The length of every function in a file, in lines. */
function lengths(name: string, text: string): { name: string; lines: number }[] {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const line = (position: number): number => source.getLineAndCharacterOfPosition(position).line;
  const found: { name: string; lines: number }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && "body" in node && node.body) {
      const first = line(node.getStart());
      found.push({ name: `${name}:${first + 1}`, lines: line(node.end) - first + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

test("no file is longer than 400 lines", () => {
  const long = files.filter(({ text }) => text.split("\n").length > LONGEST_FILE);
  expect(long.map(({ name }) => name)).toEqual([]);
});

test("no function is longer than 50 lines, and nine of ten have at most 30", () => {
  const code = files.filter(({ name }) => !name.startsWith("test") && !name.endsWith(".css"));
  const functions = code.flatMap(({ name, text }) => lengths(name, text)).sort((a, b) => a.lines - b.lines);
  expect(functions.length).toBeGreaterThan(300);
  expect(functions.filter(({ lines }) => lines > LONGEST_FUNCTION)).toEqual([]);
  expect(functions[Math.floor(functions.length * 0.9)]?.lines).toBeLessThanOrEqual(MOST_ARE_UP_TO);
});

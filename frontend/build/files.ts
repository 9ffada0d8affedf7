// Which files the page's sources are made of, and which of them come together.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The source files of a folder. */
export const sources = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => join(folder, file));

/** A file and all that comes with it: what it imports, and so on, but not by a later `import()`. */
export function reached(file: string, known: Set<string> = new Set()): ReadonlySet<string> {
  if (known.has(file)) return known;
  known.add(file);
  const imports = readFileSync(file, "utf8").matchAll(/^(?:import|export) (?!type )[^;]*?from "(\.[^"]+\.tsx?)"/gm);
  for (const [, name = ""] of imports) reached(join(dirname(file), name), known);
  return known;
}

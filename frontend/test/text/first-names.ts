// What the sources name that the first load consists of, found by their imports.

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const SRC = fileURLToPath(new URL("../../src", import.meta.url));
const ENTRIES = ["main.ts", "show.tsx"];
const LIST = "names.ts"; // names every shared message
// Imports of values, without screens that have a file of their own: `import type` is erased.
const IMPORT =
  /(?<!lazyScreen\(\(\) => )\bimport\(\s*"(\.[^"]+)"|^(?:import|export)(?! type)\b[^;]*?from "(\.[^"]+)"/gm;
const NAME = /["`]([a-z][a-z0-9]*(?:-[a-z0-9]+)+)["`]/g;

/** Every text that could be the name of a message, in the sources that the first load consists of. */
export function firstNames(entries: readonly string[] = ENTRIES): ReadonlySet<string> {
  const seen = new Set<string>();
  const names = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file) || file.endsWith(LIST) || !/\.tsx?$/.test(file) || !existsSync(file)) return;
    seen.add(file);
    const source = readFileSync(file, "utf8");
    for (const [, name = ""] of source.matchAll(NAME)) names.add(name);
    for (const [, lazy, eager = lazy] of source.matchAll(IMPORT)) if (eager) visit(join(dirname(file), eager));
  };
  for (const entry of entries) visit(join(SRC, entry));
  return names;
}

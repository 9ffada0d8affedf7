import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FluentBundle, FluentResource } from "@fluent/bundle";
import { parse } from "@fluent/syntax";
import { describe, expect, test } from "vitest";
import { compile, isLater, isOfPage, messages } from "../../build/fluent.ts";
import { BINDING_PROBLEMS } from "../../src/data/binding-problems.ts";
import { LINK_PROBLEMS } from "../../src/data/link-problems.ts";
import { ORDER_PROBLEMS } from "../../src/data/order-problems.ts";
import { PROBLEMS } from "../../src/data/problems.ts";
import { RECOVERY_PROBLEMS } from "../../src/data/recovery-problems.ts";
import { LATER, SHARED } from "../../src/text/names.ts";
import { LANGUAGES, languageFor, type Messages, toolsFor } from "../../src/text/translate.ts";
import { firstNames } from "./first-names.ts";

const SRC = fileURLToPath(new URL("../../src", import.meta.url));
const LOCALES = fileURLToPath(new URL("../../../locales", import.meta.url));
const source = (language: string): string => readFileSync(join(LOCALES, `${language}.ftl`), "utf8");
const known = (language: string): Map<string, unknown> => messages(parse(source(language), {}).body);

/** Every text in the sources that could be the name of a message. */
function named(): ReadonlySet<string> {
  const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter(
    (file) => /\.tsx?$/.test(file) && !file.endsWith("names.ts"),
  );
  const texts = files.flatMap((file) => [
    ...readFileSync(join(SRC, file), "utf8").matchAll(/["`]([a-z][a-z0-9]*(?:-[a-z0-9]+)+)["`]/g),
  ]);
  return new Set(texts.map(([, name = ""]) => name));
}

/** Run a compiled module's text, as the browser would. */
async function load(code: string): Promise<Messages> {
  const module = (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`)) as {
    default: Messages;
  };
  return module.default;
}

describe.each(LANGUAGES)("%s", (language) => {
  test("every compiled message equals that of Mozilla's own runtime", async () => {
    const all = new Set([...known(language).keys()]);
    const words = await load(compile(source(language), (id) => all.has(id)));
    const bundle = new FluentBundle(language, { useIsolating: false });
    bundle.addResource(new FluentResource(source(language)));
    const tools = toolsFor(language);
    let compared = 0;
    for (const count of [0, 1, 2, 5, 11, 21, 1234.5]) {
      const values = new Proxy({} as Record<string, number | string>, {
        get: (_, name) => (name === "count" || name === "seconds" ? count : `<${String(name)}>`),
        has: () => true,
        getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true }),
      });
      for (const [id, word] of Object.entries(words)) {
        const message = bundle.getMessage(id);
        if (!message?.value) continue;
        const text = typeof word === "string" ? word : word(values, tools);
        expect(text, id).toBe(bundle.formatPattern(message.value, values));
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(1000);
  });

  test("has every message that the page names", () => {
    const ids = known(language);
    const wanted = [...named()].filter((name) => name.startsWith("page-"));
    expect([...wanted, ...SHARED].filter((name) => !ids.has(name))).toEqual([]);
  });

  test("has no message of the page that is not used", () => {
    const used = named();
    expect([...known(language).keys()].filter((id) => isOfPage(id) && !used.has(id))).toEqual([]);
  });

  test("has a message for every code of the server, and one for its wait", () => {
    const ids = known(language);
    const entries: { message: string; timed?: string }[] = [
      PROBLEMS,
      BINDING_PROBLEMS,
      LINK_PROBLEMS,
      ORDER_PROBLEMS,
      RECOVERY_PROBLEMS,
    ].flatMap((table) => Object.values<{ message: string; timed?: string }>(table));
    const wanted = entries.flatMap(({ message, timed = message }) => [message, timed]);
    expect(wanted.filter((name) => !ids.has(name))).toEqual([]);
  });
});

test("syntax of Fluent that the page does not support fails the build", () => {
  expect(() => compile("a = { DATETIME($x) }", (id) => id === "a")).toThrow("DATETIME");
  expect(() => compile("a = { -b.c ->\n *[x] y\n }\n-b = z\n .c = q", (id) => id === "a")).toThrow();
});

test("only wanted messages are compiled, with those that they refer to", async () => {
  const words = await load(compile("a = { b }!\nb = B\nc = C", (id) => id === "a"));
  expect(Object.keys(words).sort()).toEqual(["a", "b"]);
});

test("the language is the first known wish", () => {
  expect(languageFor("ru-RU", "en")).toBe("ru");
  expect(languageFor("de", undefined, "ru")).toBe("ru");
  expect(languageFor("ar", "")).toBe("en");
});

test("what the first load consists of names no message that comes later", () => {
  const first = firstNames();
  expect(first).toContain("page-screen-missing"); // is read at all
  expect([...first].filter(isLater)).toEqual([]);
});

test("every beginning of a message that comes later is in use", () => {
  const names = [...known("en").keys()].filter(isOfPage);
  expect(LATER.filter((beginning) => !names.some((name) => name.startsWith(beginning)))).toEqual([]);
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FluentBundle, FluentResource } from "@fluent/bundle";
import { parse } from "@fluent/syntax";
import { describe, expect, test, vi } from "vitest";
import { reached, sources } from "../build/files.ts";
import { compile, messages, namedIn } from "../build/fluent.ts";
import { LANGUAGES, languageFor, load as loadLanguage, speak, speakWhole, t, toolsFor, type Words } from "../src/words.ts";

const SRC = fileURLToPath(new URL("../src", import.meta.url));
const source = (language: string): string => readFileSync(fileURLToPath(new URL(`../../locales/${language}.ftl`, import.meta.url)), "utf8");
const known = (language: string): Map<string, unknown> => messages(parse(source(language), {}).body);

/** Run a compiled module's text, as the browser would. */
async function load(code: string): Promise<Words> {
  const module = (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`)) as { default: Words };
  return module.default;
}

describe.each(LANGUAGES)("%s", (language) => {
  test("every message says what Mozilla's own runtime says", async () => {
    const all = new Set([...known(language).keys()]);
    const words = await load(compile(source(language), all));
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

  test("every message that the page names is there", () => {
    const ids = known(language);
    const named = [...namedIn(sources(SRC))].filter((name) => /^(?:page|error|button|miner|vip|calc|rates|balances)-/.test(name));
    expect(named.filter((name) => !ids.has(name))).toEqual([]);
  });

  test("no message of the page is left over", () => {
    const named = namedIn(sources(SRC));
    expect([...known(language).keys()].filter((id) => id.startsWith("page-") && !named.has(id))).toEqual([]);
  });
});

test("the first screens have their own words, and no others", () => {
  const first = namedIn(reached(join(SRC, "show.tsx")));
  for (const name of ["page-overview", "page-welcome", "page-error-offline", "page-loading"]) expect(first).toContain(name);
  for (const name of ["page-language", "page-csv", "page-delete"]) expect(first).not.toContain(name);
});

test("the other words come with a later screen, in whatever language is spoken by then", async () => {
  vi.stubGlobal("document", { documentElement: {} });
  speak("en", await loadLanguage("en"));
  expect([t("page-overview"), t("page-language")]).toEqual(["Portfolio", "page-language"]);
  const coming = speakWhole();
  speak("ru", await loadLanguage("ru"));
  await coming;
  expect([t("page-overview"), t("page-language")]).toEqual(["Портфель", "Язык"]);
  speak("en", await loadLanguage("en"));
  expect(t("page-language")).toBe("Language");
});

test("what Fluent can and we do not understand is refused at build time", () => {
  expect(() => compile("a = { DATETIME($x) }", new Set(["a"]))).toThrow("DATETIME");
  expect(() => compile("a = { -b.c ->\n *[x] y\n }\n-b = z\n .c = q", new Set(["a"]))).toThrow();
});

test("only what is named is taken, with what it refers to", async () => {
  const words = await load(compile("a = { b }!\nb = B\nc = C", new Set(["a"])));
  expect(Object.keys(words).sort()).toEqual(["a", "b"]);
});

test("the language is the first wish that we know", () => {
  expect(languageFor("ru-RU", "en")).toBe("ru");
  expect(languageFor("de", undefined, "ru")).toBe("ru");
  expect(languageFor("ar", "")).toBe("en");
});

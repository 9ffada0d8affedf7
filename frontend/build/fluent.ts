// Fluent messages, compiled when the page is built: the page gets plain strings and small functions
// and no parser. Only the page's own messages and the shared ones (src/text/names.ts) are taken.
// `test/fluent.test.ts` compares every message with Mozilla's own runtime.

import { type Entry, type Expression, type InlineExpression, type Pattern, parse } from "@fluent/syntax";
import type { Plugin } from "vite";
import { LATER, SHARED } from "../src/text/names.ts";

type Message = { id: string; pattern: Pattern };

const shared: ReadonlySet<string> = new Set(SHARED);

/** Whether the page shows this message. */
export const isOfPage = (id: string): boolean => id.startsWith("page-") || shared.has(id);

/** Whether only a screen with a file of its own shows this message. */
export const isLater = (id: string): boolean => LATER.some((beginning) => id.startsWith(beginning));

/**
 * Vite: `import messages from "….ftl"` gives the compiled messages of the first load, `….ftl?later`
 * the others of the page. Without `split` the first module has all of them.
 */
export function fluent({ split = true } = {}): Plugin {
  return {
    name: "fluent",
    transform(code, id) {
      const later = id.endsWith(".ftl?later");
      if (!later && !id.endsWith(".ftl")) return null;
      const wanted = (name: string): boolean => isOfPage(name) && later === (split && isLater(name));
      return { code: compile(code, wanted), map: { mappings: "" } };
    },
  };
}

/** Return an ES module whose default export maps names to strings or functions `(a, f) => string`. */
export function compile(ftl: string, wanted: (id: string) => boolean): string {
  const all = messages(parse(ftl, {}).body);
  const taken = new Map<string, string>();
  const take = (id: string): void => {
    const message = all.get(id);
    if (!message || taken.has(id)) return;
    taken.set(id, "");
    taken.set(id, emit(message.pattern, take));
  };
  for (const id of all.keys()) if (wanted(id)) take(id);
  const lines = [...taken].map(([id, code]) => `${JSON.stringify(id)}:${code}`);
  return `const w={${lines.join(",\n")}};\nexport default w;\n`;
}

/** Messages and terms (`-brand`) by name. */
export function messages(body: readonly Entry[]): Map<string, Message> {
  const found = new Map<string, Message>();
  for (const entry of body) {
    if (entry.type === "Message" && entry.value) found.set(entry.id.name, { id: entry.id.name, pattern: entry.value });
    if (entry.type === "Term") found.set(`-${entry.id.name}`, { id: `-${entry.id.name}`, pattern: entry.value });
  }
  return found;
}

function emit(pattern: Pattern, take: (id: string) => void): string {
  const plain = pattern.elements.every((element) => element.type === "TextElement");
  const text = concat(pattern, take);
  return plain ? text : `(a,f)=>${text}`;
}

function concat(pattern: Pattern, take: (id: string) => void): string {
  const parts = pattern.elements.map((element) =>
    element.type === "TextElement" ? JSON.stringify(element.value) : expression(element.expression as Expression, take),
  );
  return parts.length > 1 && !parts[0]?.startsWith('"') ? `""+${parts.join("+")}` : parts.join("+");
}

function expression(node: Expression, take: (id: string) => void): string {
  switch (node.type) {
    case "StringLiteral":
      return JSON.stringify(node.parse().value);
    case "NumberLiteral":
      return `f.n(${node.value})`;
    case "VariableReference":
      return `f.n(a[${JSON.stringify(node.id.name)}])`;
    case "MessageReference":
      return reference(node.id.name, take);
    case "TermReference":
      return reference(`-${node.id.name}`, take);
    case "FunctionReference":
      return call(node.id.name, node.arguments.positional, node.arguments.named);
    case "SelectExpression":
      return select(node, take);
    default:
      throw new Error(`Fluent: ${node.type} is not understood here`);
  }
}

function reference(id: string, take: (id: string) => void): string {
  take(id);
  const name = JSON.stringify(id);
  return `f.r(w[${name}],a)`;
}

type Named = readonly { name: { name: string }; value: { parse(): { value: string | number } } }[];

function call(name: string, positional: readonly (InlineExpression | { type: "Placeable" })[], named: Named): string {
  const first = positional[0];
  if (name !== "NUMBER" || first?.type !== "VariableReference")
    throw new Error(`Fluent: ${name}() is not understood here`);
  const options = Object.fromEntries(named.map(({ name: { name: key }, value }) => [key, value.parse().value]));
  return `f.n(a[${JSON.stringify(first.id.name)}],${JSON.stringify(options)})`;
}

function select(node: Extract<Expression, { type: "SelectExpression" }>, take: (id: string) => void): string {
  const { selector } = node;
  const variable =
    selector.type === "FunctionReference" && selector.id.name === "NUMBER"
      ? selector.arguments.positional[0]
      : selector;
  if (variable?.type !== "VariableReference") throw new Error("Fluent: only variables select here");
  const standard = node.variants.find((variant) => variant.default);
  const cases = node.variants.map((variant) => {
    const key = variant.key.type === "Identifier" ? variant.key.name : variant.key.value;
    return `${JSON.stringify(key)}:()=>${concat(variant.value, take)}`;
  });
  const fallback = standard?.key.type === "Identifier" ? standard.key.name : (standard?.key.value ?? "other");
  return `f.s(a[${JSON.stringify(variable.id.name)}],{${cases.join(",")}},${JSON.stringify(fallback)})`;
}

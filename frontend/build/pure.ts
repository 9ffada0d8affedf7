// What the libraries below @tma.js/bridge make while they load, and nobody uses, is left out of the
// page. They say `sideEffects: false`, but of a file that is needed for one thing every call at its
// top level stays, unless the call itself is marked as pure: a kilobyte of the first load.

import type { Plugin } from "vite";

/** As much of a syntax tree's node as is looked at. */
interface Node {
  type: string;
  start: number;
  end: number;
  declaration?: Node | null;
  declarations?: readonly Node[];
  init?: Node | null;
  superClass?: Node | null;
  callee?: Node;
  object?: Node;
  arguments?: readonly Node[];
}

/** Vite: in these packages, mark as pure the calls that make a variable's value or a base class. */
export function pure(packages: RegExp): Plugin {
  return {
    name: "pure",
    apply: "build",
    transform(code, id) {
      if (!packages.test(id)) return null;
      const calls = (this.parse(code).body as readonly Node[]).flatMap(callsIn);
      const marks = calls.flatMap(({ start, end }) => [[start, "(/* @__PURE__ */ "], [end, ")"]] as const);
      marks.sort(([a], [b]) => b - a); // from the end, so that no place moves before its turn
      return { code: marks.reduce((text, [at, mark]) => text.slice(0, at) + mark + text.slice(at), code), map: { mappings: "" } };
    },
  };
}

/** The calls of a declaration, not those inside its functions. */
function callsIn(node: Node | null | undefined): Node[] {
  if (!node) return [];
  const { declaration, declarations = [], init, superClass, callee, object, arguments: given = [] } = node;
  const inner = [declaration, ...declarations, init, superClass, callee, object, ...given].flatMap(callsIn);
  return node.type === "CallExpression" ? [node, ...inner] : inner;
}

// Prints the functions of TypeScript and JavaScript files as JSON: [{file, name, line, lines}].
// Usage: node function_sizes.mjs <path of typescript.js> <file>...

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [compiler, ...files] = process.argv.slice(2);
const ts = createRequire(import.meta.url)(compiler);

function nameOf(node, source) {
  const named = node.name ?? node.parent?.name;
  return named ? named.getText(source) : "(anonymous)";
}

// A script that is no module wraps its whole file in a function that it calls at once.
function isFileScope(node) {
  const call = ts.isParenthesizedExpression(node.parent) ? node.parent.parent : undefined;
  return call && ts.isCallExpression(call) && ts.isExpressionStatement(call.parent) && ts.isSourceFile(call.parent.parent);
}

function functionsOf(file) {
  const kind = file.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true, kind);
  const lineOf = (position) => source.getLineAndCharacterOfPosition(position).line + 1;
  const found = [];
  const visit = (node) => {
    if (ts.isFunctionLike(node) && node.body && !isFileScope(node)) {
      const line = lineOf(node.getStart(source));
      found.push({ file, name: nameOf(node, source), line, lines: lineOf(node.end) - line + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

process.stdout.write(JSON.stringify(files.flatMap(functionsOf)));

import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { compress } from "./build/compress.ts";
import { reached } from "./build/files.ts";
import { fluent } from "./build/fluent.ts";
import { pictures } from "./build/pictures.ts";
import { preload } from "./build/preload.ts";
import { pure } from "./build/pure.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const BRIDGE = /node_modules.(?:@tma\.js|better-promises|error-kid|fp-ts|mitt|valibot)./;
const start = reached(here("./src/main.ts"));
const shell = reached(here("./src/show.tsx"));

/** What is needed for the first screens once the beginning runs: one file packs better than four. */
const together = (id: string): boolean =>
  (shell.has(id) && !start.has(id) && !id.endsWith("/show.tsx")) || BRIDGE.test(id) || /node_modules.preact.jsx-runtime/.test(id);

export default defineConfig({
  plugins: [pictures(), fluent(here("./src"), shell), pure(BRIDGE), preload("/src/show.tsx"), compress()],
  resolve: { alias: { "@locales": here("../locales") } },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2022",
    outDir: "dist",
    assetsDir: "assets",
    assetsInlineLimit: 0, // the Content-Security-Policy knows of no data: scripts or styles
    cssCodeSplit: false, // one small style sheet: a screen that comes later never shifts
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: { codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: "app", test: together }] } },
    },
    reportCompressedSize: false,
    manifest: true,
  },
  server: { fs: { allow: [here("../..")] } },
});

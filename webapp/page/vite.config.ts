import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { compress } from "./build/compress.ts";
import { reached } from "./build/files.ts";
import { fluent } from "./build/fluent.ts";
import { pictures } from "./build/pictures.ts";
import { preload } from "./build/preload.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const shell = reached(here("./src/show.tsx"));

export default defineConfig({
  plugins: [pictures(), fluent(here("./src"), shell), preload("/src/show.tsx"), compress()],
  resolve: { alias: { "@locales": here("../../locales") } },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2022",
    outDir: "dist",
    assetsDir: "assets",
    assetsInlineLimit: 0, // the Content-Security-Policy knows of no data: scripts or styles
    cssCodeSplit: false, // one small style sheet: a screen that comes later never shifts
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    manifest: true,
  },
  server: { fs: { allow: [here("../..")] } },
});

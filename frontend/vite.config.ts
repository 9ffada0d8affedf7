import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { compress } from "./build/compress.ts";
import { fluent } from "./build/fluent.ts";
import { pictures } from "./build/pictures.ts";
import { preload } from "./build/preload.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** What src/main.ts needs to read the launch and to ask for the messages; the app is fetched beside it. */
const START =
  /\/node_modules\/preact\/|\/src\/(?:data\/(?:browser-storage|choices|store)|telegram\/(?:launch|theme)|text\/(?:languages|translate))\.ts$/;
/** Only screens that come later use these. */
const LATER =
  /\/(?:address-blocks|binding-problems|calculator|copy|countdown|dialogs|export|incentives|income|link-problems|list|list-end|list-schemas|lists|number-field|order-problems|order-schemas|orders|payments|power-scale|recovery-problems|segmented|shop|slider|trouble-popup|typed-number)\.tsx?$/;
/** Everything else outside of the screens comes in one file, which packs better than many small ones. */
const SHARED =
  /\/src\/(?:data|telegram|text|ui)\/|\/node_modules\/(?:@tma\.js|better-promises|error-kid|fp-ts|mitt|valibot)\//;

export default defineConfig({
  plugins: [pictures(), fluent(), preload("/src/show.tsx"), compress()],
  resolve: { alias: { "@locales": here("../locales") } },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2022",
    outDir: "dist",
    assetsDir: "assets",
    assetsInlineLimit: 0, // the Content-Security-Policy allows no data: scripts or styles
    cssCodeSplit: false, // one small style sheet: a screen that comes later never shifts
    modulePreload: false, // build/preload.ts names what the first screen needs
    rolldownOptions: {
      output: {
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            { name: "start", test: START, priority: 2 },
            { name: "shared", test: (id) => SHARED.test(id) && !LATER.test(id), priority: 1 },
          ],
        },
      },
    },
    reportCompressedSize: false,
    manifest: true,
  },
  server: { fs: { allow: [here("../..")] } },
});

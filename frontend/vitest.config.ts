import { defineConfig } from "vitest/config";
import { fluent } from "./build/fluent.ts";
import { pictures } from "./build/pictures.ts";
import base from "./vite.config.ts";

export default defineConfig({
  ...base,
  plugins: [pictures(), fluent({ split: false })], // what changes sources, not what changes the build
  test: { include: ["test/**/*.test.{ts,tsx}"], restoreMocks: true, testTimeout: 30_000 },
});

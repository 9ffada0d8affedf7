import { defineConfig } from "vitest/config";
import base from "./vite.config.ts";

export default defineConfig({
  ...base,
  plugins: base.plugins?.slice(0, 2) ?? [], // what changes sources, not what changes the build
  test: { include: ["test/**/*.test.{ts,tsx}"], restoreMocks: true, testTimeout: 30_000 },
});

import { defineConfig } from "vitest/config";

export default defineConfig({
  // The tests in .mjs are those of node:test, which run with the built package.
  test: { include: ["{test,examples}/**/*.test.ts"] },
});

// Unit tests of the browser code: pure modules run in Node, screens in happy-dom (asked for per file).
import { defineConfig } from "vitest/config";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  test: { include: ["**/*.test.ts", "**/*.test.tsx"], environment: "node", testTimeout: 30_000 },
});

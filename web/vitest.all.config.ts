// All unit tests at once, for half of the processor time: what draws nothing keeps nothing, and shares what was loaded.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url));
const folders = readdirSync(root).filter((name) => !/^(node_modules|dist|.*\..*)$/.test(name));
const files = folders.flatMap((folder) =>
  readdirSync(`${root}${folder}`, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.test\.tsx?$/.test(name))
    .map((name) => `${folder}/${name}`),
);
const drawn = files.filter((name) =>
  readFileSync(root + name, "utf8").startsWith("// @vitest-environment happy-dom"),
);
const pure = files.filter((name) => !drawn.includes(name));

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  test: {
    testTimeout: 30_000,
    projects: [
      { extends: true, test: { name: "pure", include: pure, environment: "node", isolate: false } },
      { extends: true, test: { name: "drawn", include: drawn } },
    ],
  },
});

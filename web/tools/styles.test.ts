// What somebody's system asks for outranks every class: no motion, and colours of its own in which a choice can be told.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const WEB = fileURLToPath(new URL("..", import.meta.url));
const read = (file: string): string => readFileSync(`${WEB}${file}`, "utf8").replace(/\/\*.*?\*\//gs, "");
const block = (css: string, query: string): string =>
  new RegExp(`@media \\(${query}\\) \\{(.*?)\\n\\}`, "s").exec(css)?.[1] ?? "";

it("stops every motion, whatever class asks for it", () => {
  const rules = block(read("shared/base.css"), "prefers-reduced-motion: reduce");
  const said = [...rules.matchAll(/^ +(animation|transition|scroll-behavior): (.*);$/gm)];
  expect(said.map(([, name, value]) => `${name} ${value}`)).toEqual([
    "animation none !important",
    "transition none !important",
    "scroll-behavior auto !important",
  ]);
});

it.each([
  ["widget/css/later.css", ".tap :checked + span"],
  ["staff/styles/base.css", '[aria-pressed="true"]'],
  ["staff/styles/base.css", '[aria-selected="true"]'],
  ["staff/styles/base.css", "[aria-current]"],
])("in forced colours %s tells %s from the rest", (file, chosen) => {
  const rules = block(read(file), "forced-colors: active");
  expect(rules).toContain(chosen);
  expect(rules).toContain("Highlight");
});

it("has no other !important that could outrank these", () => {
  const sheets = readdirSync(WEB, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".css") && !/^(dist|node_modules)\//.test(file) && file !== "shared/base.css",
  );
  expect(sheets.filter((file) => read(file).includes("!important"))).toEqual([]);
  expect(sheets.length).toBeGreaterThan(10);
});

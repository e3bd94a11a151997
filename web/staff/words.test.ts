// Every key that the staff pages name stands in all four catalogues, with its plural forms.

import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const WEB = new URL("..", import.meta.url).pathname;
const NAMED = /\bt\(\s*"([a-z_]+(?:\.[a-z0-9_]+)+)"/g;

const sources = ["console", "dashboard", "staff"].flatMap((page) =>
  readdirSync(`${WEB}${page}`, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !file.includes(".test."))
    .map((file) => readFileSync(`${WEB}${page}/${file}`, "utf8")),
);
const keys = new Set(sources.flatMap((source) => [...source.matchAll(NAMED)].map((found) => found[1] ?? "")));

it.each(["nl", "fr", "de", "en"])("names only words that %s has", (language) => {
  const catalogue = JSON.parse(readFileSync(`${WEB}../locales/${language}.json`, "utf8")) as Record<
    string,
    string
  >;
  const has = (key: string) => key in catalogue || `${key}_other` in catalogue;
  expect([...keys].filter((key) => !has(key))).toEqual([]);
  expect(keys.size).toBeGreaterThan(150);
});

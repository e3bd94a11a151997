// Words and codes belong together: every code has words, and no words stand there that nothing asks for.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import nl from "../../../locales/nl.json";
import { AGE_BANDS, AUDIT_KINDS, ROLES, TOPICS } from "../codes";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const FACES = ["shared", "staff", "console", "dashboard", "widget", "embed", "demo", "facts", "preview"].map(
  (face) => `web/${face}`,
);
const SERVER = ["chat", "routing", "storage", "demo", "locales/../tests/vectors"];
const ENTRIES = Object.keys(nl);
const KEYS = [...new Set(ENTRIES.map((entry) => entry.replace(/_(one|other)$/, "")))].filter(
  (key) => ENTRIES.includes(key) || ENTRIES.includes(`${key}_other`),
);

function sources(folders: readonly string[], kind: RegExp): string {
  const files = folders.flatMap((folder) => {
    try {
      return readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: "utf8" }).map(
        (file) => `${folder}/${file}`,
      );
    } catch {
      return [];
    }
  });
  const wanted = files.filter((file) => kind.test(file) && !/\.test\.tsx?$|\.types\.ts$/.test(file));
  return wanted.map((file) => readFileSync(`${ROOT}${file}`, "utf8")).join("\n");
}

const pages = `${sources(FACES, /\.tsx?$/)}${sources(FACES, /\.html$/).replace(/\{\{([\w.]+)\}\}/g, '"$1"')}`;
const server = sources(SERVER, /\.(py|lua|json)$/);
const quoted = new Set(
  [...`${pages}\n${server}`.matchAll(/["'`]([a-z0-9_]+)["'`]/g)].map((found) => found[1]),
);
/** Also as names of fields, and as the codes of Python's errors. */
const named = new Set([...pages.matchAll(/\b([a-z0-9_]+)\??:/g)].map((found) => found[1]));

/** Each place that makes a key from a code, as what it matches: `code.topic.${topic}`, wordsFor("code.topic", …). */
const made = [
  ...[...pages.matchAll(/`([a-z]+(?:\.[a-z0-9_]+)*(?:[._](?:\$\{[^`]*?\}|[a-z0-9_]+))+)`/g)].map(
    (found) => found[1] ?? "",
  ),
  ...[...pages.matchAll(/(?:wordsFor|worded)\(\s*"([a-z_.]+)"/g)].map((found) => `${found[1]}.\${code}`),
  ...[...pages.matchAll(/wordsFor\(\s*`([^`]+)`, "(\w+)"/g)].map((found) => `${found[1]}.${found[2]}`),
  ...[...pages.matchAll(/\? "([a-z_.]+)" : "([a-z_.]+)"/g)].flatMap((found) => [
    `${found[1]}.\${code}`,
    `${found[2]}.\${code}`,
  ]),
].filter((template) => template.includes("${"));
const patterns = made.map((template) => {
  const parts = template.split(/\$\{(?:[^{}]|\{[^}]*\})*\}/).map((part) => part.replaceAll(".", "\\."));
  return new RegExp(`^${parts.join("([a-z0-9_]+)")}$`);
});

const isCode = (code: string): boolean => /^\d+$/.test(code) || quoted.has(code) || named.has(code);
const isAsked = (key: string): boolean =>
  [`"${key}"`, `"${key}_one"`].some((asked) => pages.includes(asked)) ||
  patterns.some((pattern) => {
    const codes = pattern.exec(key)?.slice(1);
    return codes?.every(isCode) ?? false;
  });

it("has no words that nothing asks for, and none for a code that nothing sends", () => {
  expect(KEYS.filter((key) => !isAsked(key))).toEqual([]);
  expect(KEYS.length).toBeGreaterThan(900);
});

const below = (prefix: string): string[] =>
  KEYS.filter((key) => key.startsWith(`${prefix}.`)).map((key) => key.slice(prefix.length + 1));

it.each([
  ["code.topic", TOPICS],
  ["widget.topic", TOPICS],
  ["code.age", AGE_BANDS],
  ["widget.age", AGE_BANDS.filter((band) => band !== "unknown")],
  ["code.role", ROLES],
  ["dashboard.audit.kind", AUDIT_KINDS],
] as const)("%s has words for each of the server's codes, and no others", (prefix, codes) => {
  expect(below(prefix).sort()).toEqual([...codes].sort());
});

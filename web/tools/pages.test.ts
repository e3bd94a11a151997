// A first look finds its words in its first catalogue, and its files in its first file.
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import nl from "../../locales/nl.json";
import { FIRST, isFirst, PAGES } from "./pages.mjs";

const WEB = fileURLToPath(new URL("..", import.meta.url));

function fileOf(from: string, path: string): string | null {
  const base = resolve(dirname(from), path);
  for (const end of ["", ".ts", ".tsx", "/index.ts"])
    try {
      if (/\.tsx?$/.test(base + end)) return readFileSync(base + end, "utf8") && base + end;
    } catch {}
  return null;
}

/** The entry and all it imports at once, types left out. */
function closure(file: string, found = new Map<string, string>()): Map<string, string> {
  if (found.has(file)) return found;
  const text = readFileSync(file, "utf8");
  found.set(file, text);
  for (const [, path] of text.matchAll(/^(?:import|export) (?!type )[^;]*?"(\.[^"]+)";$/gms)) {
    const next = path && fileOf(file, path);
    if (next) closure(next, found);
  }
  return found;
}

const first = closure(`${WEB}widget/main.tsx`);
const below = (key: string, prefixes: readonly string[]): boolean =>
  prefixes.some((prefix) => key.startsWith(prefix));

it("has every word of its screens in the first catalogue", () => {
  const text = [...first.values()].join("\n").replace(/class="[^"]*"/g, "");
  const keys = Object.keys(nl).map((key) => key.replace(/_(one|other)$/, ""));
  const heads = [...text.matchAll(/t\(`(widget\.[a-z_.]+)/g)].map(([, head]) => head ?? "");
  const said = (code: string): boolean => code.split(".").some((part) => text.includes(`"${part}"`));
  const isMade = (key: string): boolean =>
    heads.some((head) => key.startsWith(head) && said(key.slice(head.length)));
  const asked = keys.filter((key) => text.includes(`"${key}"`) || isMade(key));
  expect(asked.filter((key) => key.startsWith("widget.") && !below(key, FIRST.widget))).toEqual([]);
  expect(asked.length).toBeGreaterThan(30);
});

it("stands in one file beside its entry", () => {
  const apart = [...first.keys()].filter((file) => !isFirst("widget")(file) && !file.endsWith("main.tsx"));
  expect(apart.map((file) => file.replace(WEB, ""))).toEqual([]);
});

it.each(["conversation", "course", "shared/crypto/index", "view/talk", "view/ended", "view/closed", "proof"])(
  "does not need %s",
  (later) => {
    expect([...first.keys()].filter((file) => file.includes(later))).toEqual([]);
  },
);

it("asks for no words that nobody has", () => {
  for (const prefix of [...Object.values(PAGES).flat(), ...FIRST.widget])
    expect([prefix, Object.keys(nl).some((key) => key.startsWith(prefix))]).toEqual([prefix, true]);
});

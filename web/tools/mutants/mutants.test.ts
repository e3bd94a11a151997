// The tool that plants small faults: what it changes and leaves alone, and which modules and tests it finds.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { mutants, parse, planted } from "./mutations.mjs";
import { pureModules } from "./pure.mjs";

interface Mutant {
  name: string;
  start: number;
  end: number;
  text: string;
}

const all = (source: string): Mutant[] => mutants("m.ts", source);
const changes = (source: string): string[] => all(source).map(({ name }) => name.split(" | ").at(-1) ?? "");

it.each([
  ["const a = b < 3;", "b < 3 → b <= 3"],
  ["const a = b < 3;", "b < 3 → b >= 3"],
  ["const a = b < 3;", "3 → 4"],
  ["const a = (b ?? c) - (d ?? e);", "(b ?? c) - (d ?? e) → (b ?? c) + (d ?? e)"],
  ["const a = b && c;", "b && c → ((b) || (c))"],
  ["const a = b ?? c;", "b ?? c → (c)"],
  ["const a = !b;", "!b → (b)"],
  ["const a = b ? c : d;", "b ? c : d → (d)"],
  ["if (a) b();", "if (a) b(); → if (false) b();"],
  ["a.b();", "a.b(); → ;"],
  ["const a = b?.c;", "b?.c → b.c"],
  ["const a = b.filter(c);", "b.filter(c) → b"],
  ["const a = Math.min(b, c);", "Math.min → Math.max"],
  ["const f = () => 1;", "() => 1 → () => undefined"],
  ["a += 2;", "a += 2 → a -= 2"],
  ["a++;", "a++ → a--"],
  ["const a = `b`;", "`b` → ``"],
  ["const a = true;", "true → false"],
])("in %s it may be that %s", (source, change) => expect(changes(source)).toContain(change));

it.each([
  'import { a } from "./a";',
  'type A = "b" | 3;',
  "interface A { b: 3 }",
  'declare const a: "b";',
  "const a = /b/;",
  "const { a, b: c } = d;",
])("leaves %s alone", (source) => expect(all(source)).toEqual([]));

it("leaves the sentences of what is thrown alone, not the throwing", () => {
  expect(changes('throw new Error("a sentence");')).toEqual(['throw new Error("a sentence"); → ;']);
});

it("plants one change at a time, each of which can be read", () => {
  const source = readFileSync(join(import.meta.dirname, "../../shared/client/typing.ts"), "utf8");
  const found = all(source);
  expect(found.length).toBeGreaterThan(40);
  for (const mutant of found) {
    expect(planted(source, mutant)).not.toBe(source);
    parse("m.ts", planted(source, mutant));
  }
  expect(new Set(found.map(({ name }) => name)).size).toBe(found.length);
});

const HOUSE: Readonly<Record<string, string>> = {
  "room/pure.ts": `import { deep } from "./deep";\nimport type { Page } from "./page";\nexport const pure = () => deep;`,
  "room/deep.ts": "export const deep = 1;",
  "room/page.ts": "export const page = document.title;\nexport type Page = string;",
  "room/through.ts": `export { page } from "./page";`,
  "room/own.ts": "export const own = (location: string) => location;",
  "room/view.tsx": `import { pure } from "./pure";\nimport { own } from "./own";\nexport const view = [pure, own];`,
  "room/made.ts": "// Generated.\nexport const made = 1;",
  "room/helper.ts": `export { pure } from "./pure";`,
  "room/far.test.ts": `import { pure } from "./helper";\npure();`,
  "room/deep.test.ts": `import { deep } from "./deep";\ndeep;`,
};
let root = "";

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "faults-"));
  for (const [path, text] of Object.entries(HOUSE)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

it("takes what imports only pure modules and names nothing of the page, with its tests from the nearest on", () => {
  expect(pureModules(root)).toEqual([
    { path: "room/deep.ts", tests: ["room/deep.test.ts", "room/far.test.ts"] },
    { path: "room/own.ts", tests: [] },
    { path: "room/pure.ts", tests: ["room/far.test.ts"] },
  ]);
});

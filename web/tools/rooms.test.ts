// The rules of biome.json for who may import whom: each violation below must be found, and what is right must pass.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";

const WEB = fileURLToPath(new URL("..", import.meta.url));
const CYCLE = "lint/suspicious/noImportCycles";
const LAYER = "lint/style/noRestrictedImports";
const GLOBAL = "lint/style/noRestrictedGlobals";

/** Files of a small house: each imports what the text says; those in `wrong` break the rule named. */
const HOUSE: Readonly<Record<string, string>> = {
  "shared/good.ts": `export const good = 1;`,
  "shared/upward.ts": `export { up } from "../staff/ui/good";`,
  "shared/lazy.ts": `export const up = () => import("../widget/good");`,
  "shared/fetching.ts": `export const asked = fetch("/api/staff/me");`,
  "shared/circle-a.ts": `import type { B } from "./circle-b";\nexport type A = { b?: B };`,
  "shared/circle-b.ts": `import type { A } from "./circle-a";\nexport type B = { a?: A };`,
  "staff/ui/good.ts": `export { good as up } from "../../shared/good";`,
  "staff/ui/upward.ts": `export { session } from "../session";`,
  "staff/ui/deeper.ts": `export { account } from "../account/account";`,
  "staff/session.ts": `export { up as session } from "./ui/good";`,
  "staff/account/account.ts": `export { session as account } from "../session";`,
  "staff/upward.ts": `import type { Desk } from "../console/good";\nexport type Shown = Desk;`,
  "console/good.ts": `export { session } from "../staff/session";\nexport type Desk = string;`,
  "console/across.ts": `export { good } from "../dashboard/good";`,
  "dashboard/good.ts": `export { good } from "../shared/good";`,
  "dashboard/across.ts": `export { session } from "../console/good";`,
  "widget/good.ts": `export { good } from "../shared/good";`,
  "widget/staff.ts": `export { session } from "../staff/session";`,
  "preview/good.ts": `export { good } from "../widget/good";`,
  "preview/staff.ts": `export { session } from "../staff/session";`,
  "dashboard/preview.ts": `export { good } from "../preview/good";`,
  "embed/good.ts": `export { good } from "../shared/good";`,
  "embed/widget.ts": `export { good } from "../widget/good";`,
};
const WRONG: Readonly<Record<string, string>> = {
  "shared/upward.ts": LAYER,
  "shared/lazy.ts": LAYER,
  "shared/fetching.ts": GLOBAL,
  "shared/circle-a.ts": CYCLE,
  "shared/circle-b.ts": CYCLE,
  "staff/ui/upward.ts": LAYER,
  "staff/ui/deeper.ts": LAYER,
  "staff/upward.ts": LAYER,
  "console/across.ts": LAYER,
  "dashboard/across.ts": LAYER,
  "widget/staff.ts": LAYER,
  "preview/staff.ts": LAYER,
  "dashboard/preview.ts": LAYER,
  "embed/widget.ts": LAYER,
};

interface Report {
  diagnostics: { category: string; location: { path: string | { file: string } } }[];
}

const house = mkdtempSync(join(tmpdir(), "hearline-rooms-"));
let found: string[] = [];

function lint(): Report {
  const command = [
    `${WEB}node_modules/@biomejs/biome/bin/biome`,
    "lint",
    "--reporter=json",
    "--max-diagnostics=none",
    ".",
  ];
  try {
    return JSON.parse(
      execFileSync(process.execPath, command, { cwd: house, encoding: "utf8", stdio: "pipe" }),
    );
  } catch (problem) {
    return JSON.parse((problem as { stdout: string }).stdout);
  }
}

beforeAll(() => {
  cpSync(`${WEB}biome.json`, join(house, "biome.json"));
  for (const [name, text] of Object.entries(HOUSE)) {
    mkdirSync(dirname(join(house, name)), { recursive: true });
    writeFileSync(join(house, name), `${text}\n`);
  }
  found = lint().diagnostics.map(({ category, location: { path } }) =>
    `${typeof path === "string" ? path : path.file} ${category}`.replace("./", ""),
  );
}, 60_000);
afterAll(() => rmSync(house, { recursive: true }));

it.each(Object.entries(WRONG))("finds what is wrong with %s: %s", (name, rule) => {
  expect(found).toContain(`${name} ${rule}`);
});

it("finds nothing where nothing is wrong", () => {
  const fine = Object.keys(HOUSE).filter((name) => !(name in WRONG));
  expect(found.filter((line) => fine.some((name) => line.startsWith(`${name} `)))).toEqual([]);
});

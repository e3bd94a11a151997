// No field cuts what is pasted into it: what is too long is shown, by the limits that the server has.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const views = ["widget", "console", "dashboard", "staff", "shared"].flatMap((face) =>
  readdirSync(join(ROOT, face), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".tsx") && !name.includes(".test."))
    .map((name) => join(face, name)),
);

it.each(views)("%s", (name) => {
  const text = readFileSync(join(ROOT, name), "utf8");
  expect(text).not.toMatch(/maxLength/i);
  expect(text).not.toMatch(/\bmost=\{\d/);
});

// Whoever writes Arabic, Hebrew or Persian sees their line begin at the right while they write, as its reader does.
import { expect, it } from "vitest";

const pages = import.meta.glob<string>("../../{widget,console,dashboard,staff,shared}/**/*.tsx", {
  query: "?raw",
  import: "default",
  eager: true,
});
/** Where code is pasted, or a test writes. */
const OTHERS = /checker\.tsx$|\.test\.tsx$/;

const boxes = Object.entries(pages)
  .filter(([name]) => !OTHERS.test(name))
  .flatMap(([name, text]) =>
    [...text.matchAll(/<textarea\b[\s\S]*?\n?\s*\/>/g)].map(([tag]) => [name, tag] as const),
  );

it("knows the boxes", () => expect(boxes.length).toBeGreaterThan(6));

it.each(boxes)("%s lets the words choose", (_name, tag) => expect(tag).toContain('dir="auto"'));

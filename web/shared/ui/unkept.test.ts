// What is typed or chosen about a chat is in no browser's list of filled-in fields, nor in what it keeps of an open page.
import { expect, it } from "vitest";

const pages = import.meta.glob<string>("../../{widget,console}/**/*.tsx", {
  query: "?raw",
  import: "default",
  eager: true,
});
const drawn = Object.entries(pages).filter(([name]) => !name.endsWith(".test.tsx"));
const tagsOf = (tag: string) =>
  drawn.flatMap(([name, text]) =>
    [...text.matchAll(new RegExp(`<${tag}\\b[\\s\\S]*?\\n?\\s*/>`, "g"))].map(
      ([found], at) => [`${name} ${at}`, found, text] as const,
    ),
  );
const OFF = 'autocomplete="off"';

it("knows the fields", () => {
  expect(tagsOf("textarea")).toHaveLength(4);
  expect(tagsOf("input").length).toBeGreaterThan(4);
});

it.each([...tagsOf("textarea"), ...tagsOf("input")])("%s is kept out of it", (_name, tag) =>
  expect(tag).toContain(OFF),
);

// The tags of a page as a browser reads them.
import { expect, it } from "vitest";
import { tagsOf } from "./tags";

const names = (source: string): string[] => tagsOf(source).live.map(({ name }) => name);

it("reads each tag with its attributes, whatever stands in quotes", () => {
  const source = `<meta content="a > b"><script src='x.js' async></script>`;
  expect(names(source)).toEqual(["meta", "script"]);
  expect(tagsOf(source).live[1]?.attributes.get("src")).toBe("x.js");
});

it.each([`<meta content="a> <script src="b.js"></script>`, `<meta name=a <script src=`, `<script data-a='`])(
  "finds nothing in what a tag that does not close has swallowed: %s",
  (source) => expect(names(source)).toEqual([]),
);

it("finds what stands behind letters that are longer when they are small", () => {
  const source = `<title>İLETİŞİM</title><script src="b.js"></script><!-- İİİ --><meta name="c">`;
  expect(names(source)).toEqual(["title", "script", "meta"]);
});

it("reads a page that is one long tag", () => {
  expect(names(`<script ${"a ".repeat(5_000_000)}`)).toEqual([]);
});

it.each([
  ["<!-->", "<script></script>", 1],
  ["<!--->", "<script></script>", 1],
  ["<!-- a --!>", "<script></script>", 1],
  ["<!---->", "<script></script>", 1],
  ["<!-- > ->", "<script></script>", 0],
  ["<!--", "<script></script>-->", 0],
])("a comment ends where a browser ends it: %s%s", (comment, rest, live) => {
  expect(names(comment + rest)).toHaveLength(live);
});

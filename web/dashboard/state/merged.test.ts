import { expect, it } from "vitest";
import { merged, mergedFew } from "./merged";

const phone = (number: string, nl = "Bel") => ({ number, words: { nl } });

it.each([
  ["one's own, where nobody else wrote", "a", "b", "a", "b"],
  ["a colleague's, where one wrote nothing", ["a"], ["a"], ["b"], ["b"]],
  ["one's own, where both wrote one thing", "a", "b", "c", "b"],
  [
    "what a colleague added to a list",
    [phone("1")],
    [phone("2")],
    [phone("1"), phone("3")],
    [phone("2"), phone("3")],
  ],
  ["what a colleague took away", ["a", "b"], ["a", "b", "c"], ["b"], ["b", "c"]],
  ["what was taken away here", ["a", "b"], ["a"], ["a", "b", "c"], ["a", "c"]],
  ["once what both have added", [], ["a"], ["a"], ["a"]],
  ["a colleague's order", ["a", "b", "c"], ["a", "c", "d"], ["c", "b", "a", "e"], ["c", "a", "e", "d"]],
  ["one's own order", ["a", "b", "c"], ["c", "b", "a"], ["a", "b", "d"], ["b", "a", "d"]],
  [
    "one's own order where both have turned it",
    ["a", "b", "c"],
    ["b", "a", "c"],
    ["c", "a", "b"],
    ["b", "a", "c"],
  ],
  [
    "each language of a text",
    { nl: "a", fr: "b" },
    { nl: "c", fr: "b" },
    { fr: "d", nl: "a" },
    { nl: "c", fr: "d" },
  ],
  ["a language less", { nl: "a", fr: "b" }, { nl: "c", fr: "b" }, { nl: "a" }, { nl: "c" }],
  ["lists by language", { nl: ["a"] }, { nl: ["a", "b"] }, { nl: ["a", "c"] }, { nl: ["a", "b", "c"] }],
  ["none, where one chose none", 5, null, 7, null],
])("keeps %s", (_, before, own, theirs, kept) => {
  expect(merged<unknown>(before, own, theirs)).toEqual(kept);
});

it.each([
  ["both take one away", ["a", "b"], ["a"], ["b"], ["a"]],
  ["one is added here, and one taken away there", ["a", "b"], ["a", "b", "c"], ["b"], ["b", "c"]],
  ["both choose few of all", [], ["a"], ["b"], ["a"]],
  ["all are chosen here", ["a"], [], ["a", "b"], []],
  ["all are chosen there alone", ["a"], ["a"], [], []],
])("where none means all, and %s", (_, before, own, theirs, kept) => {
  expect(mergedFew(before, own, theirs)).toEqual(kept);
});

// Published tables are read as what they are, and a figure that is not there stays hidden.
import { expect, it } from "vitest";
import { readRates, readTable } from "./publication";

it("reads a table of one dimension", () => {
  const rows = [
    { code: "nl", n: 40, share: 80 },
    { code: "de", n: null, share: null },
  ];
  const table = { group: "in", name: "language", total: 50, rows };
  expect(readTable(table)).toEqual(table);
});

it("reads a table of two that cross", () => {
  const table = { group: "in", name: "category*age", rows: ["a"], columns: ["x", "y"], cells: [[5, null]] };
  expect(readTable(table)).toEqual(table);
});

it("makes up nothing", () => {
  expect(readTable({})).toEqual({ group: "", name: "", total: null, rows: [] });
  expect(readRates({ service_level: 80, abandonment: "n/a" })).toEqual([
    ["service_level", 80],
    ["abandonment", null],
  ]);
});

it("takes what is no list, no text and no figure for nothing, row by row", () => {
  const rows = [null, { code: 7, n: "x", share: "y" }, { code: "nl", n: 0, share: 0 }];
  const empty = { code: "", n: null, share: null };
  expect(readTable({ name: 1, group: "in", total: 0, rows })).toEqual({
    ...{ group: "in", name: "", total: 0 },
    rows: [empty, empty, { code: "nl", n: 0, share: 0 }],
  });
  expect(readTable({ cells: ["x", [1, "y"]], rows: "x", columns: [1] })).toEqual({
    ...{ group: "", name: "", rows: [], columns: [""] },
    cells: [[], [1, null]],
  });
});

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

// Hours are read as people write them, and never guessed.

import { expect, it } from "vitest";
import { readDefinition, readSpans, showSpans } from "./week";

it.each([
  ["14:00-22:00", [["14:00", "22:00"]]],
  [
    "9h - 12h30, 14.00–18:00",
    [
      ["09:00", "12:30"],
      ["14:00", "18:00"],
    ],
  ],
  ["22-02", [["22:00", "02:00"]]],
  ["", []],
  ["25:00-26:00", null],
  ["14:00", null],
  ["from two to three", null],
])("reads %j", (text, spans) => expect(readSpans(text)).toEqual(spans));

it("shows what it reads", () => {
  const shown = showSpans([
    ["09:00", "12:30"],
    ["14:00", "18:00"],
  ]);
  expect(readSpans(shown)).toEqual([
    ["09:00", "12:30"],
    ["14:00", "18:00"],
  ]);
  expect(showSpans(undefined)).toBe("");
});

it("reads what the server keeps, and nothing stored as a week without hours", () => {
  const open = [["14:00", "22:00"]];
  const stored = { zone: "Europe/Paris", week: { mon: open }, exceptions: [{ date: "12-25", open: [] }] };
  const read = readDefinition(stored);
  expect([read.zone, read.week.mon, read.week.tue]).toEqual(["Europe/Paris", open, []]);
  expect(read.exceptions).toEqual(stored.exceptions);
  expect(readDefinition({})).toMatchObject({ zone: "Europe/Brussels", exceptions: [] });
  expect(readDefinition({ week: { mon: "all day" }, exceptions: 3 }).week.mon).toEqual([]);
});

it.each([
  ["9-17", [["09:00", "17:00"]]],
  ["00:00–24:00", [["00:00", "24:00"]]],
  [
    "9.30—10.45; 11h15-12h",
    [
      ["09:30", "10:45"],
      ["11:15", "12:00"],
    ],
  ],
  [
    "9:00-10:00\n11:00-12:00",
    [
      ["09:00", "10:00"],
      ["11:00", "12:00"],
    ],
  ],
  ["9:00-10:00,,", [["09:00", "10:00"]]],
  ["9:5-10", null],
  ["9:60-10", null],
  ["9:000-10", null],
  ["9-10-11", null],
  ["-10", null],
  ["9-", null],
  ["x9-10", null],
])("understands %j as %j", (text, spans) => expect(readSpans(text)).toEqual(spans));

it("keeps every day, and of each only what is a span", () => {
  const read = readDefinition({
    zone: 5,
    week: { sun: [["10:00", "12:00"], ["10:00"], [1, 2], "x"] },
    exceptions: [3, null, { date: 12, open: "x" }],
  });
  expect(Object.keys(read.week)).toEqual(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]);
  expect(read.week.sun).toEqual([["10:00", "12:00"]]);
  expect(read.zone).toBe("Europe/Brussels");
  expect(read.exceptions).toEqual([{ date: "12", open: [] }]);
  expect(readDefinition({ week: [] }).week.mon).toEqual([]);
  expect(readDefinition({ week: null }).week.mon).toEqual([]);
});

it("shows spans one after the other", () => {
  expect(
    showSpans([
      ["09:00", "12:30"],
      ["14:00", "18:00"],
    ]),
  ).toBe("09:00–12:30, 14:00–18:00");
});

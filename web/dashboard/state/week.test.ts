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

// Hours are read as people write them, and never guessed.

import { expect, it } from "vitest";
import { readSpans, showSpans } from "./week";

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

// Figures of a report are worded by kind, and what is unknown stays unknown.

import { expect, it } from "vitest";
import { change, figure, largest, NONE, step } from "./cells";

it("shows null as a dash, whatever its kind", () => {
  expect(figure(null, "percent", "en")).toBe(NONE);
  expect(figure(null, "seconds", "en")).toBe(NONE);
});

it("words figures by kind", () => {
  expect(figure(83.4, "percent", "nl")).toBe("83,4 %");
  expect(figure(4500, "seconds", "en")).toBe("1 h 15 min");
  expect(figure(12_345, "count", "en")).toBe("12,345");
  expect(figure("2026-W47", "period", "en")).toBe("2026-W47");
});

it("signs a change, rates in points", () => {
  expect(change(4, "count", "en", "points")).toBe("+4 %");
  expect(change(-2.5, "percent", "en", "points")).toBe("-2.5 points");
  expect(change(null, "count", "en", "points")).toBe("");
});

it("fills the pattern in steps", () => {
  expect([0, 1, 50, 100].map((value) => step(value, 100))).toEqual([0, 1, 2, 4]);
  expect(step(3, 0)).toBe(0);
  expect(
    largest(
      [
        ["a", 2],
        ["b", null],
        ["c", 9],
      ],
      1,
    ),
  ).toBe(9);
});

it("shows one decimal at most, and what is undefined as a dash", () => {
  expect(figure(undefined as never, "count", "en")).toBe(NONE);
  expect([figure(1.25, "percent", "en"), figure(0, "percent", "en")]).toEqual(["1.3 %", "0 %"]);
  expect([change(1.26, "percent", "en", "pt"), change(0, "count", "en", "pt")]).toEqual(["+1.3 pt", "0 %"]);
  expect(change("x", "count", "en", "pt")).toBe("");
});

it("fills four steps evenly, from the least there is", () => {
  expect([1, 25, 26, 75, 76, 100].map((value) => step(value, 100))).toEqual([1, 1, 2, 3, 4, 4]);
  expect([step(0, 4), step(-1, 4), step(1, 1), step(1, -1)]).toEqual([0, 0, 4, 0]);
});

it("finds the largest of one column, zero where there is none", () => {
  expect(largest([["a", 2, 7]], 2)).toBe(7);
  expect(largest([["a", null]], 1)).toBe(0);
  expect(largest([], 1)).toBe(0);
});

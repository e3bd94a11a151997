// Spans end today or with the period; quarters cross the year.

import { expect, it } from "vitest";
import { days, pastQuarters, SPANS, stepOver } from "./spans";

const TODAY = new Date(2026, 1, 3);

it.each([
  ["week", "2026-01-28", "2026-02-03"],
  ["last_month", "2026-01-01", "2026-01-31"],
  ["last_quarter", "2025-10-01", "2025-12-31"],
  ["year", "2026-01-01", "2026-02-03"],
] as const)("%s", (name, from, to) => expect(days(name, TODAY)).toEqual({ from, to }));

it.each([
  ["2026-01-01", "2026-01-31", "day"],
  ["2026-01-01", "2026-03-31", "week"],
  ["2026-01-01", "2026-12-31", "month"],
])("shows %s to %s by %s", (from, to, step) => expect(stepOver({ from, to })).toBe(step));

it("names the quarters that are over", () => {
  expect(pastQuarters(TODAY, 3)).toEqual(["2025-Q4", "2025-Q3", "2025-Q2"]);
});

it.each([
  ["month", new Date(2026, 10, 18), "2026-11-01", "2026-11-18"],
  ["month", new Date(2026, 10, 1), "2026-11-01", "2026-11-01"],
  ["last_month", new Date(2026, 2, 31), "2026-02-01", "2026-02-28"],
  ["quarter", new Date(2026, 10, 18), "2026-10-01", "2026-11-18"],
  ["quarter", new Date(2026, 8, 30), "2026-07-01", "2026-09-30"],
  ["last_quarter", new Date(2026, 11, 31), "2026-07-01", "2026-09-30"],
  ["week", new Date(2026, 10, 8), "2026-11-02", "2026-11-08"],
  ["year", new Date(2026, 11, 31), "2026-01-01", "2026-12-31"],
] as const)("%s at %s", (name, today, from, to) => expect(days(name, today)).toEqual({ from, to }));

it.each([
  ["2026-01-01", "2026-02-15", "day"],
  ["2026-01-01", "2026-02-16", "week"],
  ["2026-01-01", "2026-07-20", "week"],
  ["2026-01-01", "2026-07-21", "month"],
])("from %s to %s the step is a %s", (from, to, step) => expect(stepOver({ from, to })).toBe(step));

it("offers its spans from short to long", () => {
  expect(SPANS).toEqual(["week", "month", "last_month", "quarter", "last_quarter", "year"]);
  expect(pastQuarters(new Date(2026, 10, 18), 5)).toEqual([
    "2026-Q3",
    "2026-Q2",
    "2026-Q1",
    "2025-Q4",
    "2025-Q3",
  ]);
  expect(pastQuarters(TODAY, 0)).toEqual([]);
});

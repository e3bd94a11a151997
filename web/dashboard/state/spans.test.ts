// Spans end today or with the period; quarters cross the year.

import { expect, it } from "vitest";
import { days, pastQuarters, stepOver } from "./spans";

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

// Every name of a period has its beginning; what is no period has none.

import { expect, it } from "vitest";
import { startOf } from "./periods";

it.each([
  ["2026-11-21", new Date(2026, 10, 21)],
  ["2026-W01", new Date(2025, 11, 29)],
  ["2026-W47", new Date(2026, 10, 16)],
  ["2026-11", new Date(2026, 10, 1)],
  ["2026-Q4", new Date(2026, 9, 1)],
])("%s", (name, start) => {
  const at = startOf(name) ?? 0;
  expect(Math.abs(at - start.getTime())).toBeLessThan(7_200_000); // a change of the clocks may lie between
});

it("knows an hour by its offset", () => {
  expect(startOf("2026-11-21T14:00+01:00")).toBe(Date.UTC(2026, 10, 21, 13));
});

it("has no beginning for the total", () => expect(startOf("total")).toBeNull());

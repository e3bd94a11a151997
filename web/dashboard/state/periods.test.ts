// Every name of a period has its beginning; what is no period has none.

import { expect, it, vi } from "vitest";
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

it("shows an hour as the clocks at the desk did", () => {
  expect(startOf("2026-11-21T14:00+01:00")).toBe(new Date(2026, 10, 21, 14).getTime());
});

it("has no beginning for the total", () => expect(startOf("total")).toBeNull());

it.each([
  ["2026-Q1", new Date(2026, 0, 1)],
  ["2026-01", new Date(2026, 0, 1)],
  ["2024-W01", new Date(2024, 0, 1)],
  ["2021-W01", new Date(2021, 0, 4)],
  ["2020-W53", new Date(2020, 11, 28)],
  ["2023-W01", new Date(2023, 0, 2)],
])("%s begins on its first day", (name, start) => {
  expect(new Date((startOf(name) ?? 0) + 7_200_000).toDateString()).toBe(start.toDateString());
});

it.each(["2026-W1", "x2026-Q1", "2026-Q12", "2026-1", "W47"])("%s is no period", (name) => {
  const plain = Date.parse(name.length === 10 ? `${name}T00:00` : name);
  expect(startOf(name)).toBe(Number.isNaN(plain) ? null : plain);
});

it("begins a day at midnight here", () =>
  expect(startOf("2026-11-21")).toBe(new Date(2026, 10, 21).getTime()));

it("begins a week on its Monday, also where clocks are put back on the way to July", () => {
  vi.stubEnv("TZ", "Australia/Sydney");
  expect(startOf("2026-W28")).toBe(new Date(2026, 6, 6).getTime());
  vi.unstubAllEnvs();
});

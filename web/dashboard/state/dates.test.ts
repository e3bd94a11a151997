import { expect, it } from "vitest";
import { datesShown } from "./dates";

const row = (date: string, hours = "") => ({ date, hours });
const [eve, day, year] = [row("2026-12-24"), row("2026-12-25"), row("2027-01-01")];

it("shows what the server has while nothing is written", () => {
  expect(datesShown(undefined, [day])).toEqual([day]);
});

it.each([
  ["added by a colleague stays", [day], [day, eve], [day, year], [day, eve, year]],
  ["taken away by a colleague is gone", [day, year], [day, year, eve], [day], [day, eve]],
  ["taken away here is gone, whatever was added", [day], [], [day, year], [year]],
  [
    "written by both stands twice",
    [day],
    [row(day.date, "9-12")],
    [row(day.date, "14:00–18:00")],
    [row(day.date, "9-12"), row(day.date, "14:00–18:00")],
  ],
  [
    "is what was saved from here",
    [],
    [row(day.date, "9-12")],
    [row(day.date, "09:00–12:00")],
    [row(day.date, "9-12")],
  ],
])("a date that is %s", (_, before, next, now, shown) => {
  expect(datesShown({ before, next }, now)).toEqual(shown);
});

it("leaves what is not finished as it is", () => {
  const next = [row("", ""), row("2026-12", "9-")];
  expect(datesShown({ before: [], next }, [day])).toEqual([...next, day]);
});

// Lengths of time read well and are never negative or capped.

import { expect, it } from "vitest";
import { clockFace, dateAndTime, iso, span, timeOfDay } from "./time";

it.each([
  [-5, "0:00"],
  [6_001, "0:07"],
  [750_000, "12:30"],
  [3_723_000, "1:02:03"],
])("shows %d ms as %s", (ms, face) => expect(clockFace(ms)).toBe(face));

it.each([
  [40, "40 s"],
  [4_500, "1 h 15 min"],
  [75 * 60, "1 h 15 min"],
  [200_000, "55 h 33 min"],
])("says %d s as %s", (seconds, words) => expect(span(seconds)).toBe(words));

it.each([
  [0, "0:00"],
  [1, "0:01"],
  [59_000, "0:59"],
  [59_001, "1:00"],
  [3_599_000, "59:59"],
  [3_599_001, "1:00:00"],
  [36_061_000, "10:01:01"],
])("counts %d ms up to the whole second: %s", (ms, face) => expect(clockFace(ms)).toBe(face));

it.each([
  [-1, "0 s"],
  [59.9, "59 s"],
  [60, "1 min"],
  [3_599, "59 min"],
  [3_600, "1 h 00 min"],
])("words %d s as %s", (seconds, words) => expect(span(seconds)).toBe(words));

it("writes lengths for machines, and moments as the desk does", () => {
  expect([iso(90.9), iso(-3)]).toEqual(["PT90S", "PT0S"]);
  const at = new Date("2026-11-08T08:05:07Z");
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const other = zone === "Asia/Tokyo" ? "Asia/Seoul" : "Asia/Tokyo";
  expect(timeOfDay(at, "nl", zone)).not.toContain("GMT");
  expect(timeOfDay(at, "nl", other)).toBe("17:05 GMT+9");
  expect(dateAndTime(at, "de", other)).toBe("8. Nov. 2026, 17:05 GMT+9");
  expect(dateAndTime(at, "de", other, true)).toBe("8. Nov. 2026, 17:05:07 GMT+9");
});

it.each(["nl", "fr", "de", "en"])("writes no month as a number, which could be the day: %s", (language) => {
  const at = new Date("2026-04-03T12:00:00Z");
  expect(dateAndTime(at, language, "UTC")).toMatch(/\b(3\.? (apr|avr)|apr 3)/i);
});

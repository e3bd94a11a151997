// A moment is the desk's, whatever the reader's clock is set to; where they differ its zone is named.
import { afterEach, expect, it, vi } from "vitest";
import { dayAt, moment } from "./moment";

const TIME = { hour: "2-digit", minute: "2-digit" } as const;
const AT = new Date("2026-12-01T13:00:00Z");

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

it.each(["UTC", "America/New_York", "Asia/Tokyo"])("is two in Brussels, and says so, in %s", (reader) => {
  vi.stubEnv("TZ", reader);
  expect(moment(AT, "nl", "Europe/Brussels", TIME)).toBe("14:00 CET");
});

it("names no zone to a reader of the same", () => {
  vi.stubEnv("TZ", "Europe/Brussels");
  expect(moment(AT, "nl", "Europe/Brussels", TIME)).toBe("14:00");
});

it.each(["", "Mars/Base"])("is the reader's own, and named, in a zone that is not known: %j", (zone) => {
  vi.stubEnv("TZ", "Asia/Tokyo");
  expect(moment(AT, "en", zone, TIME)).toMatch(/^10:00 PM GMT\+9$/);
});

it.each([
  ["UTC", "2026-11-30T23:30:00Z", "2026-12-01"],
  ["America/New_York", "2026-12-01T00:30:00Z", "2026-12-01"],
  ["Asia/Tokyo", "2026-11-30T16:00:00Z", "2026-11-30"],
])("is of the desk's day in %s at %s: %s", (reader, at, day) => {
  vi.stubEnv("TZ", reader);
  const found = dayAt(new Date(at), "Europe/Brussels");
  expect([found.getFullYear(), found.getMonth() + 1, found.getDate()].join("-")).toBe(
    day.replace(/-0/g, "-"),
  );
});

it.each(["", "Mars/Base"])("shows a moment where the browser refuses its own zone's name: %j", (zone) => {
  vi.stubEnv("TZ", "Asia/Tokyo");
  vi.spyOn(Intl.DateTimeFormat.prototype, "resolvedOptions").mockReturnValue({
    ...new Intl.DateTimeFormat().resolvedOptions(),
    timeZone: "Etc/Unknown",
  });
  expect(() => new Intl.DateTimeFormat("en", { timeZone: "Etc/Unknown" })).toThrow(RangeError);
  expect(moment(AT, "en", zone, TIME)).toMatch(/^10:00 PM GMT\+9$/);
});

// A silence is shown as the teen's page tells it, and never longer or more often than it is given.
import { expect, it } from "vitest";
import type { Quiet } from "../../shared/protocol";
import { begun, heard, type Silence, shownOf, told, wrote } from "./quiet";

const MIN = 60_000;
const ASK = 10 * MIN;
const quiet = (why: Quiet["why"], minutes = 0): Quiet => ({
  t: "quiet",
  chat: "c",
  why,
  left_ms: minutes * MIN,
});
const shown = (held: Silence, minute: number) => {
  const { what, ms } = shownOf(held, minute * MIN, ASK);
  return `${what} ${ms / MIN}`.trim();
};

it("tells of time to think until it is over, and counts a silence from there", () => {
  const held = told(begun(0), quiet("thinking", 15), 5 * MIN);
  expect([5, 19, 20, 29, 30].map((minute) => shown(held, minute))).toEqual([
    ...["thinking 15", "thinking 1", "0", "0", "silent 10"],
  ]);
});

it("ends with a word of theirs, or when their page says so", () => {
  const held = told(begun(0), quiet("thinking", 15), 0);
  expect(shown(wrote(held, "teen", MIN), 2)).toBe("0");
  expect(shown(told(held, quiet(""), MIN), 2)).toBe("0");
});

it("goes on though older words are shown only now, with a yes: neither turn nor silence is theirs", () => {
  const held = told(wrote(begun(0), "us", 0, 2), quiet("thinking", 15), 0, 2);
  for (const who of ["teen", "us"] as const) expect(wrote(held, who, MIN, 1)).toBe(held);
  const asked = told(begun(0), quiet("thinking", 15), 0, 2);
  expect(shown(wrote(asked, "teen", MIN, 1), 2)).toBe("thinking 13");
  expect(shown(wrote(asked, "teen", MIN, 2), 2)).toBe("0");
});

it("is no news when it is said to be over once more", () => {
  const held = begun(0);
  expect(told(held, quiet(""), 5 * MIN)).toBe(held);
});

it("takes what is said again for the same time, and never for more of it", () => {
  let held = told(begun(0), quiet("thinking", 15), 0);
  for (let minute = 1; minute < 15; minute += 1) held = told(held, quiet("thinking", 15), minute * MIN);
  expect([held.thought, shown(held, 14), shown(held, 15)]).toEqual([1, "thinking 1", "0"]);
});

it("believes it twice a chat", () => {
  let held = begun(0);
  for (const minute of [0, 1, 2])
    held = told(told(held, quiet("thinking", 15), minute * MIN), quiet(""), minute * MIN);
  held = told(held, quiet("thinking", 15), 3 * MIN);
  expect([held.thought, shown(held, 3)]).toEqual([2, "0"]);
});

it("gives a quarter of an hour, whatever is asked for", () => {
  expect(shown(told(begun(0), quiet("thinking", 120), 0), 14)).toBe("thinking 1");
});

it("says that the teen was asked, and when it ends", () => {
  const held = told(begun(0), quiet("asked", 5), 10 * MIN);
  expect([shown(held, 11), shown(held, 99)]).toEqual(["asked 4", "asked 0"]);
});

it("hears a silence itself, while the teen is awaited and not before they were answered", () => {
  const held = begun(0);
  expect([shown(held, 9), shown(held, 10), shown(heard(held, 5 * MIN), 12)]).toEqual(["0", "silent 10", "0"]);
  const theirs = wrote(held, "teen", 0);
  expect(shown(theirs, 60)).toBe("0");
  const answered = wrote(theirs, "us", 60 * MIN);
  expect([shown(answered, 61), shown(wrote(answered, "us", 65 * MIN), 70)]).toEqual(["0", "silent 10"]);
});

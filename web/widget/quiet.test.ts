// Nobody is ended before they were asked, nor while they think, sleep, or wait for an answer themselves.
import { expect, it } from "vitest";
import { Quiet, type QuietTimes } from "./quiet";

const MIN = 60_000;
const TIMES: QuietTimes = { ask: 10 * MIN, end: 15 * MIN };

/** Minute by minute, as a hidden page sees it. */
function pass(quiet: Quiet, from: number, minutes: number, counts = true): number {
  for (let minute = 1; minute <= minutes; minute += 1) quiet.look(from + minute * MIN, TIMES, counts);
  return from + minutes * MIN;
}
function begun(): Quiet {
  const quiet = new Quiet();
  quiet.here(0);
  return quiet;
}

it.each([
  [9, "", 0],
  [10, "asked", 5 * MIN],
  [14, "asked", MIN],
  [15, "over", 0],
  [40, "over", 0],
])("after %s minutes without words: %s", (minutes, why, left) => {
  const quiet = begun();
  pass(quiet, 0, minutes);
  expect([quiet.why(TIMES), quiet.left(TIMES)]).toEqual([why, left]);
});

it("begins anew with words", () => {
  const quiet = begun();
  const now = pass(quiet, 0, 12);
  quiet.here(now);
  expect(quiet.why(TIMES)).toBe("");
  pass(quiet, now, 9);
  expect(quiet.why(TIMES)).toBe("");
});

it("counts nothing while the teen waits for an answer, or nobody is there", () => {
  const quiet = begun();
  const now = pass(quiet, 0, 60, false);
  pass(quiet, now, 9);
  expect(quiet.why(TIMES)).toBe("");
});

it("does not count a sleep, and gives who wakes up the whole time to answer", () => {
  const quiet = begun();
  const now = pass(quiet, 0, 9);
  quiet.look(now + 300 * MIN, TIMES, true);
  expect(quiet.why(TIMES)).toBe("");
  const later = pass(quiet, now + 300 * MIN, 5);
  expect([quiet.why(TIMES), quiet.left(TIMES)]).toEqual(["asked", MIN]);
  quiet.look(later + 300 * MIN, TIMES, true);
  expect([quiet.why(TIMES), quiet.left(TIMES)]).toEqual(["asked", 5 * MIN]);
});

it("takes a clock that goes back for one that stands still", () => {
  const quiet = begun();
  pass(quiet, 0, 5);
  quiet.look(0, TIMES, true);
  pass(quiet, 0, 5);
  expect(quiet.why(TIMES)).toBe("asked");
});

it("rests while they think, for a quarter of an hour at most, and then counts from nothing", () => {
  const quiet = begun();
  const now = pass(quiet, 0, 12);
  expect(quiet.think(now)).toBe(true);
  pass(quiet, now, 14);
  expect([quiet.why(TIMES), quiet.left(TIMES)]).toEqual(["thinking", MIN]);
  const over = pass(quiet, now + 14 * MIN, 1);
  expect(quiet.why(TIMES)).toBe("");
  pass(quiet, over, 10);
  expect(quiet.why(TIMES)).toBe("asked");
});

it("lets time to think run out while the page sleeps", () => {
  const quiet = begun();
  quiet.think(0);
  quiet.look(20 * MIN, TIMES, true);
  expect([quiet.why(TIMES), quiet.left(TIMES)]).toEqual(["", 0]);
});

it("gives time twice a chat, a reload or not, and not while it is given", () => {
  const quiet = begun();
  expect([quiet.think(0), quiet.think(1), quiet.timesLeft]).toEqual([true, false, 1]);
  quiet.look(5 * MIN, TIMES, true);
  const again = new Quiet(quiet.kept);
  expect([again.why(TIMES), again.left(TIMES)]).toEqual(["thinking", 10 * MIN]);
  again.here(0);
  expect([again.why(TIMES), again.think(0), again.timesLeft]).toEqual(["", true, 0]);
  again.here(1);
  expect([again.think(1), again.why(TIMES)]).toEqual([false, ""]);
});

it("believes no more from what was kept than is given at once", () => {
  expect(new Quiet({ thought: 1, left: 99 * MIN }).left(TIMES)).toBe(15 * MIN);
});

// Sleep and clocks that somebody sets: what the two clocks of a device look like, and what is made of it.
import { describe, expect, it } from "vitest";
import { Sleep } from "./clock";

const HOUR = 3_600_000;

describe("a look every five seconds", () => {
  it.each([
    ["nothing special", 5_000, 5_000, false],
    ["a clock set back by an hour", 5_000 - HOUR, 5_000, false],
    ["a clock set forward by an hour costs one reconnect", 5_000 + HOUR, 5_000, true],
    ["a sleep during which the steady clock stood still", HOUR, 5_000, true],
    ["a sleep during which the steady clock went on", HOUR, HOUR, true],
    ["a sleep that a clock set back at the same time hides", -HOUR, HOUR, true],
    ["a hidden page whose timers are slowed down", 60_000, 60_000, false],
    ["a small correction of the clock", 7_000, 5_000, false],
  ])("%s", (_, wall, steady, slept) => {
    const sleep = new Sleep(10 * HOUR, 1_000);
    expect(sleep.over(10 * HOUR + wall, 1_000 + steady)).toBe(slept);
    expect(sleep.over(10 * HOUR + wall + 5_000, 1_000 + steady + 5_000)).toBe(false);
  });
});

// At once, then spaced; what was asked for meanwhile is neither lost nor done twice.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Spaced } from "./spaced";

let runs = 0;
let spaced = new Spaced(() => undefined, 0);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  runs = 0;
  spaced = new Spaced(() => {
    runs += 1;
  }, 100);
});
afterEach(() => vi.useRealTimers());

it("runs at once, and once more for many that came too soon", () => {
  for (let asked = 0; asked < 5; asked += 1) spaced.ask();
  expect(runs).toBe(1);
  vi.advanceTimersByTime(100);
  expect(runs).toBe(2);
  vi.advanceTimersByTime(1_000);
  expect(runs).toBe(2);
});

it("does at a flush what waits, and nothing when nothing does", () => {
  spaced.flush();
  spaced.ask();
  spaced.ask();
  spaced.flush();
  vi.advanceTimersByTime(1_000);
  expect(runs).toBe(2);
});

it("does not do what was taken back", () => {
  spaced.ask();
  spaced.ask();
  spaced.cancel();
  vi.advanceTimersByTime(1_000);
  expect(runs).toBe(1);
});

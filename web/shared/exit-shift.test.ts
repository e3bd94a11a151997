// @vitest-environment happy-dom
// Three presses of Shift leave; a modifier, another key or a pause start over.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { exitShift } from "./exit-shift";

let exits = 0;
let stop = new AbortController();

function press(key: string, type: "keydown" | "keyup", repeat = false): void {
  window.dispatchEvent(new KeyboardEvent(type, { key, repeat }));
}
function tap(key: string): void {
  press(key, "keydown");
  press(key, "keyup");
}

beforeEach(() => {
  vi.useFakeTimers();
  exits = 0;
  stop = new AbortController();
  exitShift(stop.signal, () => {
    exits += 1;
  });
});
afterEach(() => {
  stop.abort();
  vi.useRealTimers();
});

it("leaves on the third press, each within five seconds of the one before", () => {
  for (let i = 0; i < 3; i += 1) {
    tap("Shift");
    vi.advanceTimersByTime(4_900);
  }
  expect(exits).toBe(1);
});

it("starts over after five seconds", () => {
  tap("Shift");
  tap("Shift");
  vi.advanceTimersByTime(5_001);
  tap("Shift");
  expect(exits).toBe(0);
});

it("starts over on another key, and a capital letter is no press", () => {
  tap("Shift");
  tap("Shift");
  press("Shift", "keydown");
  tap("A");
  press("Shift", "keyup");
  tap("Shift");
  expect(exits).toBe(0);
});

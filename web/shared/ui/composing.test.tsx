// @vitest-environment happy-dom
// Room counts what people count, is seen at once, and is said only when the hand rests near the limit.
import { signal } from "@preact/signals";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { isNearlyFull, roomLeft } from "../length";
import { type Shown, show } from "../testing";
import { useRoom } from "./composing";

const text = signal("");
let shown: Shown | null = null;

function Field() {
  const { left, shown: seen, said } = useRoom(text.value, 20);
  return <p>{`${left} ${seen} ${said}`}</p>;
}

beforeEach(() => vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"], shouldAdvanceTime: true }));
afterEach(() => {
  shown?.close();
  vi.useRealTimers();
});

it.each([
  ["", 20],
  ["😟😟", 18],
  ["  e\u0301  ", 18],
  ["x".repeat(35), -15],
])("of %j leaves %d", (written, left) => expect(roomLeft(written, 20)).toBe(left));

it.each([
  [2_000, 200, true],
  [2_000, 201, false],
  [30, 6, true],
  [30, 7, false],
  [30, -4, true],
])("of %d is told at %d: %s", (most, left, told) => expect(isNearlyFull(left, most)).toBe(told));

it("is said once for many keys, and not far from the limit", async () => {
  shown = await show(Field);
  const heard = new Set<string>();
  const look = () => heard.add(shown?.text().split(" ")[2] ?? "");
  for (let at = 1; at <= 25; at += 1) {
    text.value = "x".repeat(at);
    await vi.advanceTimersByTimeAsync(100);
    look();
  }
  expect(shown.text()).toBe("-5 true null");
  await vi.advanceTimersByTimeAsync(1_100);
  look();
  text.value = "x";
  await vi.advanceTimersByTimeAsync(1_100);
  look();
  expect([...heard]).toEqual(["null", "-5"]);
});

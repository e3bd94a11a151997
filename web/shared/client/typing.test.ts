// A sign that somebody types is repeated every four seconds, taken back after six, and believed for nine.
import { expect, it } from "vitest";
import { Typing } from "./typing";

const NOW = 10_000;

it("tells of the first key and again every four seconds", () => {
  const typing = new Typing();
  expect(typing.pressed(NOW)).toBe(true);
  expect(typing.pressed(NOW + 3_999)).toBe(false);
  expect(typing.pressed(NOW + 4_000)).toBe(true);
  expect(typing.pressed(NOW + 7_999)).toBe(false);
});

it("takes it back once the hands rest for six seconds after the last key", () => {
  const typing = new Typing();
  typing.pressed(NOW);
  typing.pressed(NOW + 1_000);
  expect(typing.wakeAt).toBe(NOW + 7_000);
  expect(typing.due(NOW + 6_999)).toEqual({ rest: false, expired: false });
  expect(typing.due(NOW + 7_000)).toEqual({ rest: true, expired: false });
  expect(typing.due(NOW + 8_000).rest).toBe(false);
  expect(typing.wakeAt).toBeNull();
});

it("tells anew after it stopped, and says only once that it did", () => {
  const typing = new Typing();
  typing.pressed(NOW);
  expect([typing.stopped(), typing.stopped()]).toEqual([true, false]);
  expect(typing.wakeAt).toBeNull();
  expect(typing.pressed(NOW + 1)).toBe(true);
});

it("believes the other for nine seconds, or until told otherwise", () => {
  const typing = new Typing();
  expect(typing.other).toBe(false);
  typing.heard(true, NOW);
  expect([typing.other, typing.wakeAt]).toEqual([true, NOW + 9_000]);
  expect(typing.due(NOW + 8_999).expired).toBe(false);
  expect(typing.due(NOW + 9_000)).toEqual({ rest: false, expired: true });
  expect([typing.other, typing.wakeAt]).toEqual([false, null]);
  typing.heard(true, NOW);
  typing.heard(false, NOW);
  expect(typing.other).toBe(false);
});

it("wakes for whichever comes first", () => {
  const typing = new Typing();
  typing.heard(true, NOW - 5_000);
  typing.pressed(NOW);
  expect(typing.wakeAt).toBe(NOW + 4_000);
  typing.due(NOW + 4_000);
  expect(typing.wakeAt).toBe(NOW + 6_000);
});

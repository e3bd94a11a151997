// Who was away for a moment hears nothing, for a while that their place was kept, and for long is asked.
import { expect, it } from "vitest";
import { comingBack, minutesLeft } from "./coming-back";

const MINUTE = 60_000;
const KEPT = 3 * MINUTE;

it.each([
  [0, 0, ""],
  [5_000, 0, ""],
  [5_001, 0, "kept"],
  [KEPT / 2 - 1, 0, "kept"],
  [KEPT / 2, 0, "still"],
  [0, 10 * MINUTE - 1, ""],
  [0, 10 * MINUTE, "still"],
] as const)("off for %i ms, unseen for %i ms: %s", (off, unseen, found) =>
  expect(comingBack(off, unseen, KEPT)).toBe(found),
);

it.each([
  [0, 3],
  [1, 3],
  [MINUTE - 1, 3],
  [MINUTE, 2],
  [KEPT - 1, 1],
  [KEPT, 0],
  [KEPT + 9, 0],
])("after %i ms the place is kept for %i minutes more", (off, left) =>
  expect(minutesLeft(off, KEPT)).toBe(left),
);

it("does not ask after a moment, however short a place is kept", () => {
  expect([comingBack(5_000, 0, 8_000), comingBack(5_001, 0, 8_000)]).toEqual(["", "still"]);
});

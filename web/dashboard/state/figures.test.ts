// A rate without meaning is never shown as a number.

import { expect, it } from "vitest";
import { againstTarget, percent, waitTone } from "./figures";

it("says n/a instead of a rate without meaning", () => {
  expect(percent(null, "en", "n/a")).toBe("n/a");
  expect(percent(undefined, "en", "n/a")).toBe("n/a");
  expect(percent(0, "en", "n/a")).toBe("0%");
});

it("tones against targets", () => {
  expect([
    againstTarget(0.8, 0.8),
    againstTarget(0.7, 0.8),
    againstTarget(0.2, 0.8),
    againstTarget(null, 0.8),
  ]).toEqual(["good", "warn", "bad", ""]);
  expect([waitTone(60), waitTone(301), waitTone(4000)]).toEqual(["", "warn", "bad"]);
});

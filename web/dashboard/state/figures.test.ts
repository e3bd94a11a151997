// A rate without meaning is never shown as a number.

import { expect, it } from "vitest";
import { againstTarget, percent, waitTone, whole } from "./figures";

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

it("words shares without decimals and numbers in the reader's way", () => {
  expect(percent(0.834, "en", "n/a")).toBe("83%");
  expect([whole(12_345, "en"), whole(12_345, "de")]).toEqual(["12,345", "12.345"]);
});

it("tones change exactly at the target, at fifteen points below, and at five and fifteen minutes", () => {
  expect([0.5, 0.49, 0.35, 0.34].map((share) => againstTarget(share, 0.5))).toEqual([
    "good",
    "warn",
    "warn",
    "bad",
  ]);
  expect(againstTarget(undefined, 0.5)).toBe("");
  expect([300, 301, 900, 901].map(waitTone)).toEqual(["", "warn", "warn", "bad"]);
});

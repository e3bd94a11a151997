// The contrast of known pairs, the same as tests/unit/test_contrast.py has for the server.
import { expect, it } from "vitest";
import { contrast, weakest } from "./contrast";

it.each([
  ["#000000", "#ffffff", 21],
  ["#ffffff", "#000000", 21],
  ["#777777", "#ffffff", 4.48],
  ["#767676", "#ffffff", 4.54],
  ["#0000ff", "#ffffff", 8.59],
  ["#ff0000", "#ffffff", 4],
  ["#00ff00", "#ffffff", 1.37],
  ["#abcdef", "#abcdef", 1],
  ["#030303", "#000000", 1.02],
])("%s on %s: %d", (one, other, ratio) => {
  expect(Math.round(contrast(one, other) * 100) / 100).toBe(ratio);
});

it("a pair is as weak as its weakest meeting", () => {
  expect(weakest({ accent: "#767676", on_accent: "#ffffff" }, "light")).toBeCloseTo(
    contrast("#767676", "#f6f4ef"),
  );
  expect(weakest({ accent: "#000000", on_accent: "#333333" }, "light")).toBeCloseTo(
    contrast("#000000", "#333333"),
  );
  expect(weakest({ accent: "#6fd0d6", on_accent: "#062a2e" }, "dark")).toBeGreaterThan(4.5);
});

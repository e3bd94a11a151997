// The golden frames compile as the types they claim (golden.ts), and survive this side's JSON unchanged.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { goldenStaffFrame, goldenTeenFrame, goldenToStaff, goldenToTeen } from "./golden";

const path = fileURLToPath(new URL("../../tests/vectors/frames.json", import.meta.url));
const vectors: { good: { union: string; text: string }[] } = JSON.parse(readFileSync(path, "utf-8"));
const typed = {
  TeenFrame: goldenTeenFrame,
  StaffFrame: goldenStaffFrame,
  ToTeen: goldenToTeen,
  ToStaff: goldenToStaff,
};

describe("golden frames", () => {
  for (const [union, frames] of Object.entries(typed)) {
    it(`${union}: typed and textual frames are the same`, () => {
      const texts = vectors.good.filter((row) => row.union === union).map((row) => row.text);
      expect(frames.map((frame) => JSON.stringify(frame))).toEqual(texts);
      expect(texts.map((text) => JSON.stringify(JSON.parse(text)))).toEqual(texts);
    });
  }
});

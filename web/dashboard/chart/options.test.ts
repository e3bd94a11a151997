import { expect, test } from "vitest";
import { eachOnce } from "./options";

test("a minute is named once, however many moments of it stand below the chart", () => {
  expect(eachOnce(["14:40", "14:40", "14:41", "14:41", "14:40"])).toEqual([
    "14:40",
    "",
    "14:41",
    "",
    "14:40",
  ]);
});

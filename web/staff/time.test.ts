// Lengths of time read well and are never negative or capped.

import { expect, it } from "vitest";
import { clockFace, span } from "./time";

it.each([
  [-5, "0:00"],
  [6_001, "0:07"],
  [750_000, "12:30"],
  [3_723_000, "1:02:03"],
])("shows %d ms as %s", (ms, face) => expect(clockFace(ms)).toBe(face));

it.each([
  [40, "40 s"],
  [4_500, "1 h 15 min"],
  [75 * 60, "1 h 15 min"],
  [200_000, "55 h 33 min"],
])("says %d s as %s", (seconds, words) => expect(span(seconds)).toBe(words));

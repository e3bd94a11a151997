// From 4100 to 4199 a server says: do not come back; every other code may be tried again.
import { expect, it } from "vitest";
import { CLOSE } from "../protocol";
import { finalReason } from "./close";

it.each(Object.entries(CLOSE))("%s (%d) is final from 4100 on, and named", (name, code) => {
  expect(finalReason(code)).toBe(code < 4100 ? null : name);
});

it.each([
  [1006, null],
  [1009, null],
  [4099, null],
  [4104, "refused"],
  [4199, "refused"],
  [4200, null],
])("%d is %s", (code, reason) => expect(finalReason(code)).toBe(reason));

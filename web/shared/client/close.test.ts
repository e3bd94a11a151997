// From 4100 to 4199 a server says: do not come back; every other code may be tried again.
import { expect, it } from "vitest";
import { finalReason } from "./close";

it.each([
  [1006, null],
  [4000, null],
  [4099, null],
  [4100, "bad_hello"],
  [4101, "bad_token"],
  [4102, "newer_connection"],
  [4103, "ended"],
  [4104, "origin_refused"],
  [4105, "signed_out"],
  [4106, "abuse"],
  [4107, "outdated"],
  [4108, "wish_denied"],
  [4109, "sign_in_over"],
  [4110, "refused"],
  [4199, "refused"],
  [4200, null],
])("%d is %s", (code, reason) => expect(finalReason(code)).toBe(reason));

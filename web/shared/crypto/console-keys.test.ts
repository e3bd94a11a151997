// A console's pair: the same after a reload, its private half out of reach, gone after sign-out.
import "fake-indexeddb/auto";
import { expect, it } from "vitest";
import { random } from "./bytes";
import { consoleKeys, dropConsoleKeys } from "./console-keys";
import { makeGrant, openGrant } from "./grant";

it("stays the same for one login and opens what was granted before the reload", async () => {
  const first = await consoleKeys("an");
  const key = random(32);
  const grant = await makeGrant("chat", 1, first, key);
  const again = await consoleKeys("an");
  expect(again.kid).toBe(first.kid);
  expect((await openGrant("chat", again, grant))?.key).toEqual(key);
});

it("never lets its private half out", async () => {
  const { pair } = await consoleKeys("an");
  expect(pair.privateKey.extractable).toBe(false);
  await expect(crypto.subtle.exportKey("pkcs8", pair.privateKey)).rejects.toThrow();
});

it("differs between logins and is gone after sign-out", async () => {
  const [an, bram] = [await consoleKeys("an"), await consoleKeys("bram")];
  expect(an.kid).not.toBe(bram.kid);
  await dropConsoleKeys();
  expect((await consoleKeys("an")).kid).not.toBe(an.kid);
});

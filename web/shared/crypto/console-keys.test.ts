// A console's pairs: one for each fence, the same after they were packed, their private half out of reach.
import { expect, it } from "vitest";
import { random } from "./bytes";
import { makeConsoleKeys, unpackKeys } from "./console-keys";
import { makeGrant, openGrant } from "./grant";

it("is the same after it was packed, and opens what was granted before", async () => {
  const first = await makeConsoleKeys();
  const key = random(32);
  const grant = await makeGrant("chat", 1, "holding", first, key);
  const again = await unpackKeys(JSON.parse(JSON.stringify(first.packed)));
  expect([again.kid, again.public]).toEqual([first.kid, first.public]);
  expect((await openGrant("chat", again, grant))?.key).toEqual(key);
});

it("never lets its private half out, packed or not", async () => {
  const made = await makeConsoleKeys();
  for (const { pair } of [made, await unpackKeys(made.packed)]) {
    expect(pair.privateKey.extractable).toBe(false);
    await expect(crypto.subtle.exportKey("pkcs8", pair.privateKey)).rejects.toThrow();
  }
});

it("differs each time, and is not made of what is no pair", async () => {
  const [first, second] = await Promise.all([makeConsoleKeys(), makeConsoleKeys()]);
  expect(second.kid).not.toBe(first.kid);
  for (const no of [
    { public: "", private: "" },
    { ...first.packed, private: second.packed.private },
  ])
    await expect(unpackKeys(no)).rejects.toThrow();
});

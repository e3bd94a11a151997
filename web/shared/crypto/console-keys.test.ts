// A console's pairs: one for each fence, the same after a reload, their private half out of reach, gone after sign-out.
import "fake-indexeddb/auto";
import { expect, it } from "vitest";
import { random } from "./bytes";
import { dropConsoleKeys, freshKeys, heldKeys, ownKeys } from "./console-keys";
import { makeGrant, openGrant } from "./grant";
import { openOwn, sealOwn } from "./own-box";

it("is the same after a reload, and opens what was granted before it", async () => {
  const first = await freshKeys("an", "chat");
  const key = random(32);
  const grant = await makeGrant("chat", 1, "holding", first, key);
  const again = await heldKeys("an", "chat");
  expect(again?.kid).toBe(first.kid);
  expect(again && (await openGrant("chat", again, grant))?.key).toEqual(key);
});

it("never lets its private half out", async () => {
  const { pair } = await freshKeys("an", "chat");
  expect(pair.privateKey.extractable).toBe(false);
  await expect(crypto.subtle.exportKey("pkcs8", pair.privateKey)).rejects.toThrow();
});

it("differs between fences, chats and sign-ins, and is gone after sign-out", async () => {
  const first = await freshKeys("an", "chat");
  const second = await freshKeys("an", "chat");
  expect(second.kid).not.toBe(first.kid);
  expect((await heldKeys("an", "chat"))?.kid).toBe(second.kid);
  expect(await heldKeys("an", "another")).toBeUndefined();
  expect(await heldKeys("bram", "chat")).toBeUndefined();
  await dropConsoleKeys();
  expect(await heldKeys("an", "chat")).toBeUndefined();
});

it("keeps a sign-in's own words under a pair that no fence ever has", async () => {
  const [own, box] = [await ownKeys("an"), await sealOwn(await ownKeys("an"), "draft")];
  const pairs = [await freshKeys("an", "chat"), await ownKeys("bram")];
  for (const other of pairs) await expect(openOwn(other, box)).rejects.toThrow();
  expect((await ownKeys("an")).kid).toBe(own.kid);
  expect(await openOwn(await ownKeys("an"), box)).toBe("draft");
  await dropConsoleKeys();
  await expect(openOwn(await ownKeys("an"), box)).rejects.toThrow();
});

// Sealing waits for the grant, and is let go when the chat has moved on.

import { expect, it } from "vitest";
import { Keyring } from "./keyring";

const KEY = new Uint8Array(32);

it("gives a key to who waited for it", async () => {
  const ring = new Keyring();
  const waiting = ring.wait("c", 2);
  expect(ring.put("c", 2, KEY)).toBe(true);
  expect(ring.put("c", 2, KEY)).toBe(false);
  await expect(waiting).resolves.toBe(KEY);
});

it("lets go of an older fence, and only of that chat", async () => {
  const ring = new Keyring();
  const old = ring.wait("c", 1);
  const other = ring.wait("d", 1);
  ring.supersede("c", 2);
  await expect(old).resolves.toBeNull();
  ring.put("d", 1, KEY);
  await expect(other).resolves.toBe(KEY);
});

it("forgets a chat's keys", () => {
  const ring = new Keyring();
  ring.put("c", 1, KEY);
  ring.forget("c");
  expect(ring.get("c", 1)).toBeUndefined();
});

// Sealing waits for the grant, and is let go when the chat has moved on.

import { expect, it } from "vitest";
import { Keyring } from "./keyring";

const KEY = new Uint8Array(32);

it("gives a key to who waited for it", async () => {
  const ring = new Keyring();
  const waiting = ring.wait("c", 2, "k");
  expect(ring.put("c", 2, "k", KEY)).toBe(true);
  expect(ring.put("c", 2, "k", KEY)).toBe(false);
  await expect(waiting).resolves.toBe(KEY);
});

it("lets go of an older fence, and only of that chat", async () => {
  const ring = new Keyring();
  const old = ring.wait("c", 1, "k");
  const other = ring.wait("d", 1, "k");
  ring.supersede("c", 2, "k");
  await expect(old).resolves.toBeNull();
  ring.put("d", 1, "k", KEY);
  await expect(other).resolves.toBe(KEY);
});

it("forgets a chat's keys", () => {
  const ring = new Keyring();
  ring.put("c", 1, "k", KEY);
  ring.forget("c");
  expect(ring.get("c", 1, "k")).toBeUndefined();
});

it("tells everybody who waits, and at once who comes later", async () => {
  const ring = new Keyring();
  const both = Promise.all([ring.wait("c", 1, "k"), ring.wait("c", 1, "k")]);
  ring.put("c", 1, "k", KEY);
  await expect(both).resolves.toEqual([KEY, KEY]);
  await expect(ring.wait("c", 1, "k")).resolves.toBe(KEY);
  expect(ring.get("c", 1, "k")).toBe(KEY);
});

it("keeps waiting for the fence that a chat moves to", async () => {
  const ring = new Keyring();
  const next = ring.wait("c", 2, "k");
  ring.supersede("c", 2, "k");
  ring.put("c", 2, "k", KEY);
  await expect(next).resolves.toBe(KEY);
});

it("forgets one chat and no other, and lets go of who waited for it", async () => {
  const ring = new Keyring();
  const waiting = [ring.wait("c", 1, "k"), ring.wait("c", 2, "k")];
  ring.put("c", 7, "k", KEY);
  ring.put("cc", 7, "k", KEY);
  ring.forget("c");
  await expect(Promise.all(waiting)).resolves.toEqual([null, null]);
  expect([ring.get("c", 7, "k"), ring.get("cc", 7, "k")]).toEqual([undefined, KEY]);
  const anew = ring.wait("c", 7, "k");
  ring.put("c", 7, "k", KEY);
  await expect(anew).resolves.toBe(KEY);
});

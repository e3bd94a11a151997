// A key counts from the teen alone: whoever else hands one over changes nothing.
import { expect, it } from "vitest";
import { makeConsoleKeys, makeGrant, random, sealMessage } from "../../shared/crypto";
import type { Entry, Who } from "../../shared/protocol";
import { Keyring } from "./keyring";
import { Opener } from "./opener";

const CHAT = "c1";

it("keeps the teen's key when somebody else grants another one", async () => {
  const keys = await makeConsoleKeys();
  const ring = new Keyring();
  const shown: unknown[] = [];
  const opener = new Opener(
    () => Promise.resolve(keys),
    ring,
    (_chat, _cid, opened) => shown.push(opened),
  );
  const [right, forged] = [random(32), random(32)];
  const grant = async (who: Who, seq: number, key: typeof right): Promise<Entry> => ({
    ...{ seq, who, cid: `g${seq}`, n: seq, fence: 1, kind: "grant" },
    body: await makeGrant(CHAT, 1, keys, key),
  });
  opener.add(CHAT, await grant("teen", 1, right));
  opener.add(CHAT, await grant("supervisor", 2, forged));
  opener.add(CHAT, await grant("counsellor", 3, forged));
  const place = { chat: CHAT, fence: 1, who: "teen", cid: "t1" } as const;
  const body = await sealMessage(right, place, { text: "hello" });
  opener.add(CHAT, { seq: 4, who: "teen", cid: "t1", n: 4, fence: 1, kind: "text", body });
  await expect.poll(() => shown).toEqual([{ text: "hello" }]);
  expect(ring.get(CHAT, 1)).toEqual(right);
});

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
    (_chat, _entry, opened) => shown.push(opened),
  );
  const [right, forged] = [random(32), random(32)];
  const grant = async (who: Who, seq: number, key: typeof right): Promise<Entry> => ({
    ...{ seq, who, cid: `g${seq}`, n: seq, fence: 1, kid: keys.kid, kind: "grant", stamp: "s", place: "p" },
    body: await makeGrant(CHAT, 1, keys.kid, keys, key),
  });
  opener.add(CHAT, await grant("teen", 1, right));
  opener.add(CHAT, await grant("supervisor", 2, forged));
  opener.add(CHAT, await grant("counsellor", 3, forged));
  const about = { fence: 1, kid: keys.kid, who: "teen", cid: "t1", kind: "text" } as const;
  const body = await sealMessage(right, { chat: CHAT, ...about }, { text: "hello" });
  opener.add(CHAT, { seq: 4, n: 4, ...about, body, stamp: "s", place: "p" });
  await expect.poll(() => shown).toEqual([{ text: "hello" }]);
  expect(ring.get(CHAT, 1, keys.kid)).toEqual(right);
});

it("shows what cannot be read as unreadable, and goes on", async () => {
  const keys = await makeConsoleKeys();
  const ring = new Keyring();
  const key = random(32);
  ring.put(CHAT, 1, keys.kid, key);
  const shown: unknown[] = [];
  const opener = new Opener(
    () => Promise.resolve(keys),
    ring,
    (_chat, _entry, opened) => shown.push(opened),
  );
  for (const [n, words] of [{ note: "as if from a colleague" }, { text: "hello" }].entries()) {
    const about = { fence: 1, kid: keys.kid, who: "teen", cid: `t${n}`, kind: "text" } as const;
    const body = await sealMessage(key, { chat: CHAT, ...about }, words);
    opener.add(CHAT, { seq: n + 1, n: n + 1, ...about, body, stamp: "s", place: "p" });
  }
  await expect.poll(() => shown).toEqual([{ unreadable: true }, { text: "hello" }]);
});

it("keeps neither key nor words of a chat that was put away while they were being opened", async () => {
  const keys = await makeConsoleKeys();
  const ring = new Keyring();
  const shown: string[] = [];
  let give: () => void = () => undefined;
  const opener = new Opener(
    () =>
      new Promise((done) => {
        give = () => done(keys);
      }),
    ring,
    (chat) => shown.push(chat),
    (chat) => shown.push(`granted ${chat}`),
  );
  const key = random(32);
  const grant = async (chat: string): Promise<Entry> => ({
    ...{
      seq: 1,
      who: "teen",
      cid: "g",
      n: 1,
      fence: 1,
      kid: keys.kid,
      kind: "grant",
      stamp: "s",
      place: "p",
    },
    body: await makeGrant(chat, 1, keys.kid, keys, key),
  });
  const about = { fence: 1, kid: keys.kid, who: "teen", cid: "t1", kind: "text" } as const;
  const words = async (chat: string): Promise<Entry> => {
    const body = await sealMessage(key, { chat, ...about }, { text: "hello" });
    return { seq: 2, n: 2, ...about, body, stamp: "s", place: "p" };
  };
  opener.add(CHAT, await grant(CHAT));
  opener.add(CHAT, await words(CHAT));
  await Promise.resolve();
  opener.forget(CHAT);
  give();
  opener.add("c2", await grant("c2"));
  await Promise.resolve();
  give();
  await expect.poll(() => shown).toEqual(["granted c2"]);
  expect(ring.get(CHAT, 1, keys.kid)).toBeUndefined();

  opener.add("c2", await words("c2"));
  opener.forget("c2");
  opener.add("c3", await words("c3"));
  await expect.poll(() => shown).toEqual(["granted c2", "c3"]);
});

// @vitest-environment happy-dom
// What lies on the disk opens with its key alone, tells of its size in big steps, and ends with the chat.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openBox, sealBox } from "../shared/box";
import { b64u, fromB64u } from "../shared/crypto";
import { soon } from "../shared/testing";

const KEY = { handle: "h".repeat(22), key: b64u(new Uint8Array(32).fill(7)) };
const KEPT = {
  draft: "half a thou",
  profile: { nickname: "Noor", topic: "" as const, age: "" as const },
  held: { chat: "c", token: "t", ticket: "k" },
};
const STEP = 16 * 1024;
const OVERHEAD = 12 + 16;

let pages: { close(): void }[] = [];

async function page() {
  vi.resetModules();
  const [box, storage] = [await import("./box"), await import("./storage")];
  pages.push(storage);
  return { box, storage };
}

beforeEach(() => sessionStorage.clear());
/** What a page was about to seal is not written into the next test. */
afterEach(() => {
  for (const one of pages) one.close();
  pages = [];
});

it("is opened by its key, and by no other, nor under another handle", async () => {
  const text = await sealBox(KEY, KEPT);
  expect(text.startsWith(KEY.handle)).toBe(true);
  expect(await openBox(KEY, text)).toEqual(KEPT);
  await expect(openBox({ ...KEY, key: b64u(new Uint8Array(32)) }, text)).rejects.toThrow();
  await expect(openBox({ ...KEY, handle: "g".repeat(22) }, text)).rejects.toThrow();
});

it("has the same size for any chat of up to 16 KiB, and never the same bytes", async () => {
  const size = (text: string): number => fromB64u(text.slice(KEY.handle.length)).length - OVERHEAD;
  const empty = await sealBox(KEY, {});
  expect(size(empty)).toBe(STEP);
  expect(size(await sealBox(KEY, { draft: "x".repeat(STEP - 100) }))).toBe(STEP);
  expect(size(await sealBox(KEY, { draft: "x".repeat(STEP) }))).toBe(2 * STEP);
  expect(await sealBox(KEY, {})).not.toBe(empty);
});

it("keeps what is saved from its beginning on, readable for nobody without the key", async () => {
  const { box, storage } = await page();
  const key = box.boxKey();
  expect([key.handle, key.key].map((text) => fromB64u(text).length)).toEqual([16, 32]);
  expect(box.boxKey()).toEqual(key);
  storage.save({ lang: "nl", ...KEPT });
  await soon(() => expect(storage.boxed()).not.toBe(""));
  storage.save({ draft: "half a thought" });
  await soon(async () =>
    expect(await openBox(key, storage.boxed())).toEqual({ ...KEPT, draft: "half a thought" }),
  );
  const all = JSON.stringify({ ...sessionStorage });
  for (const word of ["half", "Noor", key.key]) expect(all).not.toContain(word);
});

it("is found by a fresh page that gets the key, and goes on under the same one", async () => {
  const before = await page();
  const key = before.box.boxKey();
  before.storage.save(KEPT);
  await soon(() => expect(before.storage.boxed()).not.toBe(""));
  const { box, storage } = await page();
  expect(storage.load()).toEqual({});
  const ask = vi.fn(async () => ({ key: key.key }));
  expect(await box.reopen(ask)).toEqual(KEPT);
  expect(ask.mock.calls).toEqual([[key.handle]]);
  expect([storage.load(), box.boxKey()]).toEqual([KEPT, key]);
});

it("stays closed when its key is gone, and when the chat was forgotten meanwhile", async () => {
  const { box, storage } = await page();
  sessionStorage.setItem("hearline.chat", await sealBox(KEY, KEPT));
  await expect(box.reopen(() => Promise.reject(new Error("gone")))).rejects.toThrow();
  await box.reopen(async () => {
    storage.close();
    return KEY;
  });
  expect([storage.load(), sessionStorage.length]).toEqual([{}, 0]);
});

it("writes nothing of a seal that was under way when the chat was forgotten, and draws a new key for the next", async () => {
  const { box, storage } = await page();
  const key = box.boxKey();
  storage.save(KEPT);
  storage.forgetChat();
  await new Promise((done) => setTimeout(done, 20));
  expect(storage.boxed()).toBe("");
  expect(box.boxKey().handle).not.toBe(key.handle);
});

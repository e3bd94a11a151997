// Of what comes before a chat the tab keeps the language alone; a box is written by who keeps the chat; a wipe leaves nothing.
import { beforeEach, expect, it, vi } from "vitest";

class Tab {
  held = new Map<string, string>();
  getItem = (name: string): string | null => this.held.get(name) ?? null;
  setItem = (name: string, text: string): void => void this.held.set(name, text);
  clear = (): void => this.held.clear();
}

let tab = new Tab();

function allow(get: () => unknown): void {
  Object.defineProperty(globalThis, "sessionStorage", { configurable: true, get });
}

beforeEach(() => {
  vi.resetModules();
  tab = new Tab();
  allow(() => tab);
});

it("keeps the language for a reload, and of a person nothing", async () => {
  const before = await import("./storage");
  before.save({
    lang: "fr",
    draft: "half a thou",
    pass: "p",
    profile: { nickname: "Noor", topic: "", age: "" },
  });
  before.save({ held: { chat: "c", token: "t", ticket: "k" } });
  expect(before.load()).toMatchObject({ draft: "half a thou", pass: "p", held: { token: "t" } });
  expect([...tab.held]).toEqual([["hearline", "fr"]]);
  vi.resetModules();
  const after = await import("./storage");
  expect([after.load(), after.boxed()]).toEqual([{ lang: "fr" }, ""]);
});

it("keeps in memory what the browser refuses to keep, and says that a reload would lose it", async () => {
  allow(() => {
    throw new DOMException("no", "SecurityError");
  });
  const storage = await import("./storage");
  storage.save({ draft: "x" });
  expect([storage.load().draft, storage.boxed(), storage.survivesReload()]).toEqual(["x", "", false]);
  storage.wipe();
  expect(storage.load()).toEqual({});
});

it("asks who keeps the chat whenever something is saved, and takes a box from nobody else", async () => {
  const storage = await import("./storage");
  const [first, second] = [{ ask: vi.fn() }, { ask: vi.fn() }];
  storage.keepWith(first);
  storage.save({ draft: "x" });
  storage.writeBox(first, "box");
  storage.writeBox(second, "other");
  expect([first.ask.mock.calls.length, storage.boxed()]).toEqual([1, "box"]);
});

it("forgets the chat but not the language, and everything at a wipe", async () => {
  const storage = await import("./storage");
  const keeper = { ask: vi.fn() };
  storage.keepWith(keeper);
  storage.save({ lang: "fr", pass: "p", draft: "secret", profile: { nickname: "Noor", topic: "", age: "" } });
  storage.writeBox(keeper, "box");
  storage.forgetChat();
  expect([...tab.held, storage.load()]).toEqual([["hearline", "fr"], { lang: "fr", pass: "p" }]);
  storage.writeBox(keeper, "sealed while the chat was forgotten");
  expect(storage.boxed()).toBe("");
  storage.wipe();
  expect(tab.held.size).toBe(0);
});

it("takes nothing any more once somebody has left", async () => {
  const storage = await import("./storage");
  const keeper = { ask: vi.fn() };
  storage.keepWith(keeper);
  storage.close();
  storage.keepWith(keeper);
  storage.save({ lang: "fr", draft: "late" });
  storage.writeBox(keeper, "late");
  expect([tab.held.size, keeper.ask.mock.calls.length]).toEqual([0, 0]);
});

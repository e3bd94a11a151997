// Where the tab may keep something it survives a reload; where it may not, memory serves; a wipe leaves nothing.
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

it("finds after a reload what was kept before it", async () => {
  const before = await import("./storage");
  before.save({ draft: "half a thou" });
  vi.resetModules();
  const after = await import("./storage");
  expect(after).not.toBe(before);
  expect(after.load().draft).toBe("half a thou");
});

it("keeps in memory what the browser refuses to keep, and says that a reload would lose it", async () => {
  allow(() => {
    throw new DOMException("no", "SecurityError");
  });
  const storage = await import("./storage");
  storage.save({ draft: "x" });
  expect([storage.load().draft, storage.survivesReload()]).toEqual(["x", false]);
  storage.wipe();
  expect(storage.load()).toEqual({});
});

it("forgets the chat but not the language, and everything at a wipe", async () => {
  const storage = await import("./storage");
  storage.save({ lang: "fr", draft: "secret", profile: { nickname: "Noor", topic: "", age: "" } });
  storage.forgetChat();
  expect(JSON.parse(tab.held.get("hearline") ?? "")).toEqual({ lang: "fr" });
  storage.wipe();
  expect(tab.held.size).toBe(0);
});

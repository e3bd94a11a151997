// @vitest-environment happy-dom
// Whatever throws on the way out, the way out is taken; and a page that a browser kept shows nothing that is over by now.
import { beforeEach, describe, expect, it, vi } from "vitest";
import type * as Exit from "./exit";
import { quickExit } from "./exit";
import type * as Storage from "./storage";

it("leads away, and says so, though a chat cannot be ended in order", () => {
  const replace = vi.spyOn(location, "replace").mockImplementation(() => undefined);
  const beacon = vi.fn(() => true);
  vi.stubGlobal("navigator", { sendBeacon: beacon });
  const destroy = (): never => {
    throw new Error("already gone");
  };
  quickExit({ credentials: { desk: "main", token: "t" }, destroy, to: "https://away.example/" });
  expect(replace).toHaveBeenCalledWith("https://away.example/");
  expect(beacon).toHaveBeenCalledOnce();
  expect(document.body.childNodes).toHaveLength(0);
});

const BOX = "hearline.chat";
type Hear = (event: { persisted: boolean }) => void;
let hears: Record<string, Hear> = {};
/** As a browser leaves a page and shows it again. */
const tells = (name: "pagehide" | "pageshow", persisted = true): void => hears[name]?.({ persisted });
const away = (): boolean => document.documentElement.classList.contains("away");

describe("a page that the browser has kept", () => {
  let reload = vi.spyOn(location, "reload");
  let exit: typeof Exit;
  let storage: typeof Storage;

  beforeEach(async () => {
    vi.restoreAllMocks();
    vi.resetModules();
    reload = vi.spyOn(location, "reload").mockImplementation(() => undefined);
    hears = {};
    vi.spyOn(globalThis, "addEventListener").mockImplementation((name: string, hear: unknown) => {
      hears[name] = hear as Hear;
    });
    sessionStorage.clear();
    document.documentElement.className = "";
    [exit, storage] = await Promise.all([import("./exit"), import("./storage")]);
    exit.resetOnReturn();
  });

  it("goes on where it was when nothing of its chat has changed", () => {
    sessionStorage.setItem(BOX, "handle and box");
    tells("pagehide");
    expect(away()).toBe(true);
    tells("pageshow");
    expect([away(), reload.mock.calls.length]).toEqual([false, 0]);
  });

  it.each([
    ["has been left fast on another page", "handle and box", ""],
    ["went on on another page", "handle and box", "handle and more"],
    ["has been begun on another page", "", "handle and box"],
  ])("begins anew, unseen until then, where a chat %s", (_what, before, after) => {
    const writes = vi.fn();
    const keeper = { ask: writes };
    if (before) sessionStorage.setItem(BOX, before);
    storage.keepWith(keeper);
    tells("pagehide");
    if (after) sessionStorage.setItem(BOX, after);
    else sessionStorage.removeItem(BOX);
    tells("pageshow");
    expect([away(), reload.mock.calls.length]).toEqual([true, 1]);
    // what this page still had is older than what lies there now
    storage.save({ draft: "late" });
    storage.writeBox(keeper, "late");
    expect([writes.mock.calls.length, sessionStorage.getItem(BOX) ?? ""]).toEqual([0, after]);
  });

  it("is seen as ever when it comes for the first time", () => {
    tells("pagehide", false);
    tells("pageshow", false);
    expect([away(), reload.mock.calls.length]).toEqual([false, 0]);
  });
});

// @vitest-environment happy-dom
// A draft outlives the reload of its tab, is not to be read in between, and is not for whoever signs in next.
import "fake-indexeddb/auto";
import { beforeEach, expect, it, vi } from "vitest";
import type { Me } from "../shared/http";
import { soon } from "../shared/testing";

const person = (id: string): Me => ({
  ...{ id, login: id, name: id, role: "counsellor", languages: [], skills: [], capacity: 1, desks: [] },
  enrol: false,
});
async function page(id: string) {
  vi.resetModules();
  const [drafts, store, session] = await Promise.all([
    import("./drafts"),
    import("./store"),
    import("../staff/session"),
  ]);
  session.me.value = person(id);
  await drafts.restoreDrafts();
  drafts.keepDrafts();
  return { store, session };
}
const kept = (): string => sessionStorage.getItem("hearline.drafts") ?? "";

beforeEach(() => sessionStorage.clear());

it("comes back after a reload, and reads as nothing on the disk", async () => {
  const before = await page("an");
  before.store.draft("c1", "half a sentence");
  await soon(() => expect(kept()).not.toBe(""));
  expect(kept()).not.toContain("half");
  expect((await page("an")).store.draftOf("c1")).toBe("half a sentence");
  expect((await page("bram")).store.draftOf("c1")).toBe("");
});

it("keeps nothing once everything is sent", async () => {
  const { store } = await page("an");
  store.draft("c1", "x");
  await soon(() => expect(kept()).not.toBe(""));
  store.draft("c1", "");
  await soon(() => expect(kept()).toBe(""));
});

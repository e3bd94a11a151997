// @vitest-environment happy-dom
// What a counsellor writes outlives a reload, reads as nothing on the disk, and opens to nobody once its key is gone.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { makeConsoleKeys } from "../shared/crypto";
import type { Me } from "../shared/http";
import { soon } from "../shared/testing";

const PLACE = "hearline.box.main";
const ME: Me = {
  ...{ id: "an", login: "an", name: "An", role: "counsellor", languages: [], skills: [], capacity: 1 },
  ...{ desks: ["main"], enrol: false, password_given: false },
};
let status = 200;
let key = "";
let asked: string[] = [];
let pages: { forgetBox(): void }[] = [];
const said = vi.fn();
vi.mock("../staff/ui/toasts", () => ({ say: said }));

/** A page of the console, as it comes after a reload. */
async function page() {
  vi.resetModules();
  const [box, store, forms, session] = await Promise.all([
    import("./box"),
    import("./store"),
    import("./forms"),
    import("../staff/session"),
  ]);
  session.me.value = { ...ME };
  box.followWriting();
  pages.push(box);
  return { box, store, forms };
}
type Page = Awaited<ReturnType<typeof page>>;
const lying = (): string => localStorage.getItem(PLACE) ?? "";

/** Everything that a counsellor may be in the middle of, and what the server keeps of it. */
async function writing() {
  const held = await page();
  const drawn = await held.box.kept();
  key = drawn.key;
  const pair = await makeConsoleKeys();
  await held.box.keepPair("c1", pair);
  expect(lying()).toContain(drawn.handle);
  held.store.draft("c1", "half a sentence");
  held.store.note("c1", "for Bram");
  held.forms.answer("c2", { outcome: "talked" });
  await soon(() => expect(lying()).toContain(drawn.handle));
  dispatchEvent(new Event("pagehide"));
  await held.box.keepPair("c1", pair); // and all else that there is by now
  return { held, pair, handle: drawn.handle };
}

const found = ({ store, forms }: Page) => [
  store.draftOf("c1"),
  store.noteOf("c1"),
  forms.answersOf.value,
  forms.begun.value,
];
const NOTHING = ["", "", {}, []];

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  sessionStorage.setItem("hearline.shift", "on");
  [status, key, asked] = [200, "", []];
  said.mockClear();
  vi.stubGlobal("fetch", async (path: string, { body = "" }: { body?: string }) => {
    if (path !== "/api/staff/box") return new Response("{}", { status: 503 });
    asked.push(JSON.parse(body).handle);
    if (status === 0) throw new TypeError("network");
    return new Response(JSON.stringify(status === 200 ? { key } : { code: "gone" }), { status });
  });
});
afterEach(() => {
  for (const one of pages) one.forgetBox();
  pages = [];
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it("is found again by a page that gets the key, and goes on under the same one", async () => {
  const { pair, handle } = await writing();
  for (const word of ["half", "Bram", "talked", key, pair.kid, pair.packed.private])
    expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain(word);
  const again = await page();
  expect(await again.box.kept()).toEqual({ handle, key });
  expect(found(again)).toEqual(["half a sentence", "for Bram", { c2: { outcome: "talked" } }, ["c2"]]);
  expect((await again.box.pairOf("c1"))?.kid).toBe(pair.kid);
  expect([asked, [...again.box.takeFound()].sort(), again.box.takeFound()]).toEqual([
    [handle],
    ["c1", "c1", "c1", "c2"],
    [],
  ]);
});

it("keeps what was written since, before what was there", async () => {
  await writing();
  const again = await page();
  again.store.draft("c1", "newer");
  await again.box.kept();
  expect(again.store.draftOf("c1")).toBe("newer");
});

it.each([
  ["gone", 410],
  ["another's key", 200],
])("begins anew and says so when it does not open: %s", async (_, answer) => {
  const { handle } = await writing();
  [status, key] = [answer, "A".repeat(43)];
  const again = await page();
  expect((await again.box.kept()).handle).not.toBe(handle);
  expect(found(again)).toEqual(NOTHING);
  expect(said.mock.calls).toHaveLength(1);
  await soon(() => expect(lying()).not.toContain(handle));
});

it("says nothing to who only comes now: it may be another person", async () => {
  await writing();
  status = 410;
  sessionStorage.clear();
  const again = await page();
  await again.box.kept();
  expect(said.mock.calls).toEqual([]);
});

it("does not wait for ever for a server that is away", async () => {
  const { handle } = await writing();
  status = 0;
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const again = await page();
  const opening = again.box.kept();
  await vi.advanceTimersByTimeAsync(60_000);
  expect((await opening).handle).not.toBe(handle);
  expect(said.mock.calls).toHaveLength(1);
});

it("leaves nothing when it is forgotten, also of what was being opened then", async () => {
  const { held } = await writing();
  const again = await page();
  const opening = again.box.kept();
  again.box.forgetBox();
  await opening;
  held.box.forgetBox();
  expect([found(again), localStorage.length]).toEqual([NOTHING, 0]);
  expect(await again.box.pairOf("c1")).toBeUndefined();
});

it("writes nothing once another tab has taken over, nor when all is sent", async () => {
  const { held } = await writing();
  const before = lying();
  held.box.leaveToAnother();
  held.store.draft("c1", "");
  await new Promise((done) => setTimeout(done, 150));
  expect(lying()).toBe(before);
  const again = await page();
  await again.box.kept();
  again.box.dropPair("c1");
  again.store.forget("c1");
  again.forms.forgetForms();
  await soon(() => expect(lying()).toBe(""));
});

it("works where the browser keeps nothing", async () => {
  const full = (): never => {
    throw new Error("full");
  };
  vi.stubGlobal("localStorage", { getItem: full, setItem: full, removeItem: full });
  const held = await page();
  await held.box.kept();
  held.store.draft("c1", "x");
  held.box.forgetBox();
  expect(held.store.draftOf("c1")).toBe("x");
});

// What the desk asks of this console stands until it is answered, one for each chat; everything else is left alone.
import { expect, it } from "vitest";
import type { StaffChat, StaffSelf, ToStaff } from "../../shared/protocol";
import { answered, dismiss, reduce } from "./desk";
import { type Desk, EMPTY, find } from "./model";

const ME: StaffSelf = {
  ...{ staff: "s1", name: "An", role: "counsellor", status: "available", capacity: 2, languages: ["nl"] },
};
const chat = (id: string, change: Partial<StaffChat> = {}): StaffChat => ({
  ...{ chat: id, state: "active", fence: 1, language: "nl", priority: 3 },
  ...change,
});
const run = (...frames: ToStaff[]): Desk => frames.reduce((desk, frame) => reduce(desk, frame, 1_000), EMPTY);
const invited = (id: string, by = "An"): ToStaff => ({ t: "invited", chat: id, by });
const asked = (id: string, by = "An"): ToStaff => ({ t: "block_asked", chat: id, by, hours: 4 }) as ToStaff;

it("holds one invitation and one block for each chat, the newest", () => {
  const desk = run(invited("a"), invited("b"), invited("a", "Bo"), asked("a"), asked("b"), asked("a", "Bo"));
  expect(desk.invitations.map(({ chat, by }) => [chat, by])).toEqual([
    ["b", "An"],
    ["a", "Bo"],
  ]);
  expect(desk.blocks.map(({ chat, by }) => [chat, by])).toEqual([
    ["b", "An"],
    ["a", "Bo"],
  ]);
});

it("forgets what was answered, and nothing else that is asked of that chat", () => {
  const all = run(invited("a"), invited("b"), asked("a"), asked("b"));
  const left = (desk: Desk) => [desk.invitations, desk.blocks].map((each) => each.map((one) => one.chat));
  const once = answered(all, { t: "invited", chat: "a" });
  expect(left(once)).toEqual([["b"], ["a", "b"]]);
  expect(left(answered(all, { t: "block_asked", chat: "b" }))).toEqual([["a", "b"], ["a"]]);
  const anew = reduce({ ...once, blocks: [] }, { ...asked("a"), again: true } as ToStaff, 1);
  expect(left(anew)).toEqual([["b"], ["a"]]);
});

it("is reminded of what it has not answered, and of what it has only when it is asked anew", () => {
  const reminded = [
    { ...invited("a"), again: true },
    { ...asked("a"), again: true },
  ] as ToStaff[];
  const told = (desk: Desk) => [desk.invitations, desk.blocks].map((all) => all.length);
  expect(told(run(...reminded))).toEqual([1, 1]);
  const both = ["invited", "block_asked"] as const;
  const not = both.reduce((desk, t) => answered(desk, { t, chat: "a" }), run(invited("a"), asked("a")));
  const after = reminded.reduce((desk, frame) => reduce(desk, frame, 1), not);
  expect(told(after)).toEqual([0, 0]);
  const anew = [invited("a"), asked("a"), ...reminded].reduce((desk, frame) => reduce(desk, frame, 1), after);
  expect(told(anew)).toEqual([1, 1]);
});

it("forgets what somebody else has answered, and at a fresh look all that is not asked again", () => {
  const both = run(invited("a"), asked("a"), invited("b"));
  const left = (desk: Desk) => [desk.invitations, desk.blocks].map((all) => all.map((one) => one.chat));
  const over = (ask: "invited" | "block"): ToStaff => ({ t: "ask_over", chat: "a", ask });
  expect(left(reduce(both, over("invited"), 1))).toEqual([["b"], ["a"]]);
  expect(left(reduce(both, over("block"), 1))).toEqual([["a", "b"], []]);
  const fresh = reduce(both, { t: "staff_state", me: ME, chats: [] }, 1);
  expect(left(reduce(fresh, { t: "invited", chat: "b", by: "An", again: true }, 1))).toEqual([["b"], []]);
});

it("forgets an invitation once this console is in that chat, and no other", () => {
  const desk = run(invited("a"), invited("b"), { t: "staff_chat", chat: chat("a") });
  expect(desk.invitations.map((one) => one.chat)).toEqual(["b"]);
});

it("turns a breather into its end by this clock", () => {
  expect(run({ t: "staff_self", me: { ...ME, breather_ms: 500 } }).breatherUntil).toBe(1_500);
  expect(run({ t: "staff_self", me: ME }).breatherUntil).toBeNull();
  expect(run({ t: "staff_self", me: ME }).me).toBe(ME);
});

it("changes one chat and leaves the others as they were", () => {
  const both = run({ t: "staff_chat", chat: chat("a") }, { t: "staff_chat", chat: chat("b") });
  const moved = reduce(both, { t: "staff_chat", chat: chat("a", { fence: 2 }) }, 2_000);
  expect(moved.chats.map((one) => [one.chat, one.fence])).toEqual([
    ["a", 2],
    ["b", 1],
  ]);
  expect(find(moved, "b")).toBe(find(both, "b"));
  const gone = reduce(both, { t: "staff_chat_gone", chat: "a", why: "taken" }, 2_000);
  expect(gone.chats.map((one) => one.gone)).toEqual(["taken", null]);
  expect(dismiss(gone, "a").chats.map((one) => one.chat)).toEqual(["b"]);
  expect(dismiss(gone, "b").chats).toHaveLength(2);
});

it("hears nothing of a chat that it does not have", () => {
  const one = run({ t: "staff_chat", chat: chat("a") });
  expect(reduce(one, { t: "presence", chat: "x", who: "teen", online: true }, 1)).toBe(one);
  expect(reduce(one, { t: "staff_chat_gone", chat: "x", why: "taken" }, 1)).toBe(one);
  expect(reduce(one, { t: "ping" }, 1)).toBe(one);
});

it("keeps over a snapshot why a chat had left, and not who was there: each log says it anew", () => {
  const before = run(
    { t: "staff_chat", chat: chat("a") },
    { t: "staff_chat", chat: chat("b") },
    { t: "staff_chat", chat: chat("c") },
    { t: "presence", chat: "a", who: "teen", online: true },
    { t: "staff_chat_gone", chat: "b", why: "taken" },
  );
  const after = reduce(before, { t: "staff_state", me: ME, chats: [chat("a")] }, 2_000);
  expect(after.chats.map((one) => [one.chat, one.gone])).toEqual([
    ["a", null],
    ["b", "taken"],
    ["c", "requeued"],
  ]);
  expect(find(after, "a")?.online).toEqual({});
  expect([after.me, after.breatherUntil]).toEqual([ME, null]);
});

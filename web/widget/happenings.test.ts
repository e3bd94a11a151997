// Who came and who went: a line each, once, where it happened, however late the page hears of it.
import { expect, it } from "vitest";
import type { Coming, Entry, TeenState } from "../shared/protocol";
import { Happenings } from "./happenings";
import type { Happening } from "./storage";

const coming = (
  occurrence: string,
  what: Coming["what"],
  fence: number,
  who: Coming["who"] = "counsellor",
) => ({
  ...{ occurrence, who, name: occurrence.toUpperCase(), what, fence },
});
const state = (comings: Coming[], change: Partial<TeenState> = {}): TeenState => ({
  ...{ t: "teen_state", chat: "c", state: "active", fence: 1, language: "nl", ticket: "k", comings },
  ...change,
});
const log = (...fences: number[]) => {
  const entries = fences.map(
    (fence, at): Entry => ({
      ...{ seq: at + 1, who: "teen", cid: `c${at}`, n: at + 1, fence, kid: "k", kind: "text", body: "" },
      ...{ stamp: "s", place: "p" },
    }),
  );
  return { entries, lastSeq: fences.length };
};
const lines = ({ all }: Happenings): string[] =>
  all.map(({ code, name, after }) => `${after} ${code} ${name}`);

it("draws each coming and going once, also after a reload", () => {
  const happenings = new Happenings();
  happenings.moved(state([coming("an", "came", 1)]), log());
  happenings.moved(state([coming("an", "came", 1), coming("an", "lost", 1)]), log(1, 1));
  const kept = new Happenings(JSON.parse(JSON.stringify(happenings.all)) as Happening[]);
  kept.moved(
    state([coming("an", "came", 1), coming("an", "lost", 1), coming("bram", "came", 2)]),
    log(1, 1, 2),
  );
  expect(lines(kept)).toEqual(["0 joined AN", "2 lost AN", "2 changed BRAM"]);
});

it("says of the same person that they came again, when they came again", () => {
  const happenings = new Happenings();
  const again = { ...coming("an2", "came", 2), name: "AN" };
  happenings.moved(state([coming("an", "came", 1), coming("an", "left", 1), again]), log());
  expect(lines(happenings)).toEqual(["0 joined AN", "0 left AN", "0 changed AN"]);
});

it("knows with which fence a counsellor came", () => {
  const happenings = new Happenings();
  const sofie = coming("sofie", "came", 3, "supervisor");
  happenings.moved(state([coming("an", "came", 1), coming("bram", "came", 3), sofie]), log(1));
  expect(["an", "bram", "sofie", "cleo"].map((one) => happenings.came(one))).toEqual([1, 3, 0, 0]);
  expect(new Happenings().came(undefined)).toBe(0);
});

it("tells a supervisor's coming where the chat stands, and their going after their last fence", () => {
  const happenings = new Happenings();
  happenings.moved(state([coming("an", "came", 1)]), log());
  const entered = [coming("an", "came", 1), coming("sofie", "came", 1, "supervisor")];
  happenings.moved(state(entered), log(1, 1));
  happenings.moved(state([...entered, coming("sofie", "left", 1, "supervisor")]), log(1, 1, 1, 2));
  expect(lines(happenings)).toEqual(["0 joined AN", "2 supervisor SOFIE", "3 supervisor_left SOFIE"]);
});

it("tells that a line was lost and that a chat was passed on in words of their own", () => {
  const happenings = new Happenings();
  happenings.moved(
    state([coming("sofie", "lost", 1, "supervisor"), coming("an", "handed_on", 2)]),
    log(1, 2),
  );
  expect(lines(happenings)).toEqual(["1 lost SOFIE", "2 passed_on AN"]);
});

it("moves a going behind what was written before it and came later, and nothing else", () => {
  const happenings = new Happenings();
  const all = [coming("an", "came", 1), coming("an", "lost", 1), coming("bram", "came", 2)];
  happenings.moved(state(all), log(1));
  expect(lines(happenings)).toEqual(["0 joined AN", "1 lost AN", "1 changed BRAM"]);
  for (const entry of log(1, 1, 2).entries) happenings.entered(entry);
  expect(lines(happenings)).toEqual(["0 joined AN", "2 lost AN", "2 changed BRAM"]);
});

it("puts a counsellor before their first words, though those came first", () => {
  const happenings = new Happenings();
  happenings.moved(state([coming("an", "came", 3)]), log(1, 3, 3));
  expect(lines(happenings)).toEqual(["1 joined AN"]);
});

it("says that a supervisor goes on with the chat of a lost counsellor, once", () => {
  const happenings = new Happenings();
  const came = [coming("an", "came", 1), coming("sofie", "came", 1, "supervisor")];
  const beside = { who: "supervisor", name: "SOFIE", occurrence: "sofie" } as const;
  happenings.moved(state(came, { holders: [beside] }), log(1));
  const kept = state([...came, coming("an", "lost", 1)], {
    fence: 2,
    holders: [{ ...beside, who: "counsellor" }],
  });
  happenings.moved(kept, log(1));
  happenings.moved({ ...kept, fence: 3 }, log(1));
  expect(lines(happenings)).toEqual(["0 joined AN", "1 supervisor SOFIE", "1 lost AN", "1 changed SOFIE"]);
});

it("draws no line for a counsellor whose fence has risen", () => {
  const happenings = new Happenings();
  const held = { who: "counsellor", name: "AN", occurrence: "an" } as const;
  happenings.moved(state([coming("an", "came", 1)], { holders: [held] }), log());
  happenings.moved(state([coming("an", "came", 1)], { fence: 3, holders: [held] }), log(1));
  expect(lines(happenings)).toEqual(["0 joined AN"]);
});

it("shows of a name what may be shown", () => {
  const happenings = new Happenings();
  happenings.moved(state([{ ...coming("an", "came", 1), name: `An\u202e${"x".repeat(90)}` }]), log());
  expect(happenings.all[0]?.name).toBe(`An${"x".repeat(28)}`);
});

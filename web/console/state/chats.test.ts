// A chat is what the desk tells of it; what it leaves out has one meaning, and only a running chat can be written in.
import { expect, it } from "vitest";
import type { StaffChat } from "../../shared/protocol";
import { left, present, told, writable } from "./chats";

const BARE: StaffChat = { chat: "c1", state: "active", fence: 2, language: "nl", priority: 3 };
const FULL: StaffChat = {
  ...BARE,
  ...{
    skills: ["lgbtq"],
    topic: "grooming",
    age_band: "14_15",
    how_bad: 4,
    moved: 2,
    role: "supervisor",
    kid: "k",
    ticket: "t",
    previous: 1,
  },
  ...{ missed_by_all: true, block: "proposed", end: "left", talked_s: 65, waited_s: 60 },
};

it("takes every field to its place", () => {
  expect(told(FULL, 100_000)).toEqual({
    ...{
      chat: "c1",
      state: "active",
      fence: 2,
      language: "nl",
      priority: 3,
      skills: ["lgbtq"],
      topic: "grooming",
    },
    ...{
      ageBand: "14_15",
      howBad: 4,
      moved: 2,
      role: "supervisor",
      kid: "k",
      ticket: "t",
      previous: 1,
      missedByAll: true,
      block: "proposed",
    },
    ...{ end: "left", joinedAt: 40_000, talkingSince: 35_000, deadline: null, gone: null, online: {} },
  });
});

it("knows what is meant by what is not told", () => {
  expect(told(BARE, 100_000)).toEqual({
    ...{
      chat: "c1",
      state: "active",
      fence: 2,
      language: "nl",
      priority: 3,
      skills: [],
      topic: "",
      end: null,
    },
    ...{
      ageBand: "unknown",
      howBad: 0,
      moved: 0,
      role: "counsellor",
      kid: "",
      ticket: "",
      previous: 0,
      missedByAll: false,
      block: "",
    },
    ...{ joinedAt: 100_000, talkingSince: 100_000, deadline: null, gone: null, online: {} },
  });
});

it.each([
  ["offered", 5_000, 105_000],
  ["wrap_up", 5_000, 105_000],
  ["active", 5_000, null],
  ["offered", 0, null],
  ["offered", undefined, null],
] as const)("%s with %s ms left ends at %s", (state, left_ms, deadline) => {
  const frame = { ...BARE, state, ...(left_ms === undefined ? {} : { left_ms }) };
  expect(told(frame, 100_000).deadline).toBe(deadline);
});

it("can be written in while it runs here", () => {
  const active = told(BARE, 0);
  expect(writable(active)).toBe(true);
  expect(writable(left(active, "requeued"))).toBe(false);
  expect(writable(told({ ...BARE, state: "wrap_up" }, 0))).toBe(false);
});

it("says why it left, and has no deadline any more", () => {
  const offered = told({ ...BARE, state: "offered", left_ms: 5 }, 0);
  expect(left(offered, "taken")).toEqual({ ...offered, gone: "taken", deadline: null });
});

it("keeps who is there, each for themselves", () => {
  const both = [
    { t: "presence", chat: "c1", who: "teen", online: true },
    { t: "presence", chat: "c1", who: "supervisor", online: false },
  ] as const;
  expect(both.reduce(present, told(BARE, 0)).online).toEqual({ teen: true, supervisor: false });
});

// The transcript never shows a line twice, never claims more than is true, and says where something stands between.
import { expect, it } from "vitest";
import { nameOf } from "../client/ordered-entries";
import type { Entry, Who } from "../protocol";
import {
  type Between,
  type Line,
  type Opened,
  type Pending,
  type Source,
  Transcript,
  type Way,
} from "./model";

const entry = (seq: number, who: Who, cid: string): Entry => ({
  ...{ seq, who, cid, n: seq, fence: 1, kid: "k", kind: "text", body: "sealed", stamp: "s", place: "p" },
});
const pending = (cid: string, state = "new"): Pending => ({
  cid,
  kind: "text",
  payload: { text: cid },
  state,
});

const source = (change: Partial<Source<Between>>): Source<Between> => ({
  me: "teen",
  entries: [],
  opened: new Map(),
  pending: [],
  between: [],
  way: "open",
  readUpTo: () => 0,
  shows: (payload) => payload.text !== undefined,
  ...change,
});
const read = (all: Line<Between>[]) =>
  all.map((line) => (line.kind === "told" ? "told" : `${line.payload.text} ${line.delivery}`.trim()));
const lines = (change: Partial<Source<Between>>) => read(new Transcript().lines(source(change)));

it("says sending, sent and delivered, each only when true", () => {
  const entries = [entry(1, "teen", "a"), entry(2, "teen", "b"), entry(3, "counsellor", "x")];
  const opened = new Map(entries.map((one) => [nameOf(one), { text: one.cid }]));
  const shown = lines({ entries, opened, pending: [pending("b"), pending("c")], readUpTo: () => 1 });
  expect(shown).toEqual(["a delivered", "b sent", "x", "c sending"]);
});

it.each<[Way, string]>([
  ["open", "sending"],
  ["away", "waiting"],
  ["nobody", "held"],
  ["over", "failed"],
])("with the way %s, words that are not in the log are %s", (way, delivery) => {
  expect(lines({ pending: [pending("a")], way })).toEqual([`a ${delivery}`]);
  expect(lines({ pending: [pending("a", "failed")], way })).toEqual(["a failed"]);
});

it("leaves out what cannot be opened, and what the page does not show", () => {
  const entries = [entry(1, "teen", "a"), entry(2, "teen", "b"), entry(3, "teen", "c")];
  const opened = new Map<string, Opened>([
    ["teen a", "hidden"],
    ["teen b", { name: "Sam" }],
  ]);
  expect(lines({ entries, opened })).toEqual([]);
});

it("says what happened where it happened: after the place the log had reached", () => {
  const entries = [entry(1, "teen", "a"), entry(3, "teen", "b")];
  const opened = new Map(entries.map((one) => [nameOf(one), { text: one.cid }]));
  const between = [{ after: 0 }, { after: 1 }, { after: 3 }];
  expect(lines({ entries, opened, between })).toEqual(["told", "a sent", "told", "b sent", "told"]);
});

it("gives the very same line for what has not changed, so that nothing is drawn twice", () => {
  const model = new Transcript<Between>();
  const entries = [entry(1, "teen", "a"), entry(2, "teen", "b")];
  const opened = new Map([["teen a", { text: "a" }]]);
  const between = [{ after: 1 }];
  const before = model.lines(source({ entries, opened, between }));
  opened.set("teen b", { text: "b" });
  const after = model.lines(source({ entries, opened, between }));
  expect([after[0] === before[0], after[1] === before[1], after.length]).toEqual([true, true, 3]);
  const seen = model.lines(source({ entries, opened, between, readUpTo: () => 1 }));
  expect([seen[0] === after[0], seen[2] === after[2]]).toEqual([false, true]);
});

it("keeps apart what two ends have written under one client id", () => {
  const entries = [entry(1, "teen", "a"), entry(2, "counsellor", "a")];
  const opened = new Map(entries.map((one) => [nameOf(one), { text: one.who }]));
  const shown = new Transcript().lines(source({ entries, opened }));
  expect(read(shown)).toEqual(["teen sent", "counsellor"]);
  expect(new Set(shown.map(({ key }) => key)).size).toBe(2);
});

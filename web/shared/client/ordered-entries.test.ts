// A prefix without gap or repeat: what comes early waits, what comes again is nothing new, what is lost is jumped over.
import { expect, it } from "vitest";
import type { Entry, Withheld } from "../protocol";
import { OrderedEntries } from "./ordered-entries";

const entry = (seq: number, cid = `c${seq}`): Entry => ({
  ...{ seq, who: "teen", cid, n: seq, fence: 1, kid: "k", kind: "text", body: "" },
  ...{ stamp: `s${seq}`, place: `p${seq}` },
});
const hidden = (seq: number): Withheld => ({
  ...{ t: "withheld", chat: "c", seq, stamp: `s${seq}`, place: `p${seq}` },
});
const proof = (seq: number) => ({ seq, stamp: `s${seq}`, place: `p${seq}` });
const NOTHING = { seq: 0, stamp: "", place: "" };
const cids = (entries: Entry[]) => entries.map(({ cid }) => cid);
const held = (...seqs: number[]) => {
  const ordered = new OrderedEntries();
  ordered.restore(
    seqs.at(-1) ?? 0,
    seqs.map((seq) => entry(seq)),
    seqs.length > 0 ? proof(seqs.at(-1) ?? 0) : NOTHING,
  );
  return ordered;
};

it("waits for what is missing, then shows all of it", () => {
  const ordered = held(1);
  expect(ordered.take(entry(3), false)).toEqual([]);
  expect([cids(ordered.entries), ordered.settled, ordered.lastSeq]).toEqual([["c1"], [], 1]);
  expect(cids(ordered.take(entry(2), false))).toEqual(["c2", "c3"]);
  expect([ordered.settled.map(({ cid }) => cid), ordered.lastSeq]).toEqual([["c2", "c3"], 3]);
});

it("shows nothing twice, whether by its place or by its client id", () => {
  const ordered = held(1, 2);
  expect(ordered.take(entry(2), false)).toEqual([]);
  expect(ordered.take(entry(3, "c1"), false)).toEqual([]);
  expect([cids(ordered.entries), ordered.lastSeq, ordered.settled.map(({ cid }) => cid)]).toEqual([
    ["c1", "c2"],
    3,
    ["c1"],
  ]);
});

it("begins where a trimmed log begins, and nowhere else by an acknowledgement", () => {
  expect(cids(new OrderedEntries().take(entry(5), false))).toEqual(["c5"]);
  const ordered = new OrderedEntries();
  expect(ordered.take(entry(5), true)).toEqual([]);
  expect(cids(ordered.take(entry(4), false))).toEqual(["c4", "c5"]);
  expect(held(1).take(entry(5), false)).toEqual([]);
  expect(ordered.take(entry(7), false), "only the first may begin anywhere").toEqual([]);
});

it("jumps over places that are lost for good", () => {
  const ordered = held(1);
  ordered.replay(false, true);
  expect(cids(ordered.take(entry(4), false))).toEqual(["c4"]);
  expect(cids(ordered.take(entry(6), false))).toEqual(["c6"]);
  ordered.replay(false);
  expect(ordered.take(entry(9), false)).toEqual([]);
});

it("forgets what came early once it is told anew where it stands", () => {
  const ordered = held(1);
  ordered.take(entry(3, "old"), false);
  ordered.replay(false);
  expect(cids(ordered.take(entry(2), false))).toEqual(["c2"]);
  expect(ordered.lastSeq).toBe(2);
});

it("keeps showing what it held until it meets it again, at whatever place", () => {
  const ordered = held(1, 2);
  ordered.replay(true);
  expect([cids(ordered.entries), ordered.lastSeq]).toEqual([["c1", "c2"], 0]);
  expect(ordered.take(entry(1, "c2"), false), "it was shown before").toEqual([]);
  expect(cids(ordered.entries)).toEqual(["c1", "c2"]);
  expect(cids(ordered.take(entry(2, "new"), false))).toEqual(["new"]);
  expect(cids(ordered.entries)).toEqual(["c1", "c2", "new"]);
  ordered.take(entry(3, "c1"), false);
  expect(cids(ordered.entries)).toEqual(["c2", "new", "c1"]);
});

it("knows what was delivered last, with its proof, and nothing once it is told anew", () => {
  const ordered = held(1);
  expect(ordered.last).toEqual(proof(1));
  ordered.take(entry(3), false);
  expect(ordered.last, "what came early is not delivered").toEqual(proof(1));
  ordered.take(entry(2), true);
  expect(ordered.last).toEqual(proof(3));
  ordered.take({ ...entry(4), stamp: "", place: "" }, false);
  expect([ordered.last, ordered.lastSeq]).toEqual([proof(3), 4]);
  ordered.replay(true);
  expect(ordered.last).toEqual(NOTHING);
});

it("counts what is withheld as reached, shows none of it, and puts it in its place once it may be shown", () => {
  const ordered = held();
  expect(ordered.hide(hidden(1))).toEqual([]);
  expect(ordered.hide(hidden(2))).toEqual([]);
  expect(cids(ordered.take(entry(3), false))).toEqual(["c3"]);
  expect([ordered.withheld, ordered.lastSeq, cids(ordered.entries)]).toEqual([2, 3, ["c3"]]);
  expect(ordered.hide(hidden(2)), "told again").toEqual([]);
  expect(cids(ordered.take(entry(2), false))).toEqual(["c2"]);
  expect(cids(ordered.take(entry(1), false))).toEqual(["c1"]);
  expect([ordered.withheld, cids(ordered.entries), ordered.last]).toEqual([0, ["c1", "c2", "c3"], proof(3)]);
  expect(ordered.take(entry(1), false)).toEqual([]);
});

it("waits at a gap also for what is withheld, and lets go what came before it", () => {
  const ordered = held(1);
  expect(cids(ordered.take(entry(3), false))).toEqual([]);
  expect(cids(ordered.hide(hidden(2)))).toEqual(["c3"]);
  expect([ordered.lastSeq, ordered.last]).toEqual([3, proof(3)]);
});

it("refills with what stands without a gap before the newest, of this epoch alone", () => {
  const ordered = held(1, 2);
  expect(cids(ordered.proved)).toEqual(["c1", "c2"]);
  ordered.hide(hidden(3));
  ordered.take(entry(4), false);
  ordered.take(entry(5), false);
  expect(cids(ordered.proved), "a gap").toEqual(["c4", "c5"]);
  ordered.replay(true);
  ordered.take(entry(1, "new"), false);
  expect(cids(ordered.proved), "another epoch").toEqual(["new"]);
  expect(cids(held().proved)).toEqual([]);
});

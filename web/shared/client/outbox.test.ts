// What waits is sealed for the fence of the moment, flies eight at a time, and is numbered after the newest.
import { expect, it } from "vitest";
import { Outbox } from "./outbox";

type P = string;
const box = (...cids: string[]): Outbox<P> => {
  const outbox = new Outbox<P>();
  for (const cid of cids) outbox.add({ cid, kind: "text", payload: cid });
  return outbox;
};
/** Seals what asks for it, then says what flies. */
function fly(outbox: Outbox<P>, fence: number): [string, number][] {
  const first = outbox.pump(fence, "k");
  for (const item of first.seal) outbox.sealed(item.cid, item.fence, `${item.cid}@${fence}`);
  return [...first.send, ...outbox.pump(fence, "k").send].map(({ cid, n }) => [cid, n]);
}
const states = (outbox: Outbox<P>) => outbox.items.map(({ cid, state }) => `${cid} ${state}`);

it("sends what was sealed, whole, and nothing twice", () => {
  const outbox = box("a");
  expect(outbox.pump(3, "k").seal.map(({ cid, fence }) => [cid, fence])).toEqual([["a", 3]]);
  expect(outbox.pump(3, "k")).toEqual({ seal: [], send: [] });
  outbox.sealed("a", 3, "body");
  expect(outbox.pump(3, "k").send).toEqual([
    { fence: 3, kid: "k", cid: "a", n: 1, kind: "text", body: "body" },
  ]);
  expect([outbox.pump(3, "k").send, outbox.flying]).toEqual([[], 1]);
});

it("keeps the order, though a later one is sealed first", () => {
  const outbox = box("a", "b");
  outbox.pump(1, "k");
  outbox.sealed("b", 1, "b");
  expect(outbox.pump(1, "k").send).toEqual([]);
  outbox.sealed("a", 1, "a");
  expect(outbox.pump(1, "k").send.map(({ cid, n }) => [cid, n])).toEqual([
    ["a", 1],
    ["b", 2],
  ]);
});

it("seals anew what was sealed for an older fence", () => {
  const outbox = box("a");
  outbox.pump(1, "k");
  outbox.sealed("a", 1, "old");
  const again = outbox.pump(2, "k");
  expect([again.send, again.seal.map(({ fence }) => fence)]).toEqual([[], [2]]);
  outbox.sealed("a", 1, "late");
  expect(states(outbox)).toEqual(["a new"]);
});

it("flies eight at a time and counts on from the newest number known", () => {
  const outbox = box(...Array.from({ length: 10 }, (_, at) => `c${at}`));
  outbox.known = 20;
  expect(fly(outbox, 1).map(([, n]) => n)).toEqual([21, 22, 23, 24, 25, 26, 27, 28]);
  expect(outbox.acked("c0", 40, 21)).toBe(true);
  expect(fly(outbox, 1)).toEqual([["c8", 29]]);
  expect(outbox.acked("c0", 40, 21)).toBe(false);
  expect(outbox.acked("x", 41, 30)).toBe(false);
  expect([outbox.find("c0")?.seq, outbox.known]).toEqual([40, 21]);
});

it("never counts back", () => {
  const outbox = box("a");
  outbox.known = 9;
  fly(outbox, 1);
  outbox.acked("a", 1, 3);
  expect(outbox.known).toBe(9);
});

it("puts first what must be, before all that has not flown", () => {
  const outbox = box("a", "b");
  fly(outbox, 1);
  outbox.add({ cid: "c", kind: "text", payload: "c" });
  outbox.add({ cid: "g", kind: "grant", payload: "g", first: true });
  outbox.add({ cid: "d", kind: "text", payload: "d" });
  expect(outbox.items.map(({ cid }) => cid)).toEqual(["a", "b", "g", "c", "d"]);
  const flown = box("a");
  fly(flown, 1);
  flown.add({ cid: "g", kind: "grant", payload: "g", first: true });
  expect(flown.items.map(({ cid }) => cid)).toEqual(["a", "g"]);
});

it("keeps a yes for its own fence: later it is dropped, earlier it waits", () => {
  const outbox = box();
  outbox.add({ cid: "yes", kind: "share", payload: "yes", only: 2 });
  expect(outbox.pump(1, "k")).toEqual({ seal: [], send: [] });
  expect(fly(outbox, 2)).toEqual([["yes", 1]]);
  const late = box();
  late.add({ cid: "yes", kind: "share", payload: "yes", only: 2 });
  expect([late.pump(3, "k"), late.items]).toEqual([{ seal: [], send: [] }, []]);
});

it("waits until a whole flight was answered, then flies anew or gives up", () => {
  const outbox = box("a", "b", "c");
  fly(outbox, 1);
  outbox.refused("a", true);
  outbox.refused("b", false);
  expect(outbox.pump(1, "k")).toEqual({ seal: [], send: [] });
  outbox.acked("c", 5, 3);
  expect(states(outbox)).toEqual(["a ready", "b failed", "c sent"]);
  expect(outbox.pump(1, "k").send.map(({ cid, n, body }) => [cid, n, body])).toEqual([["a", 4, "a@1"]]);
  outbox.refused("c", true);
  expect(states(outbox)).toEqual(["a flying", "b failed", "c sent"]);
});

it("tries once more what failed, behind everything else", () => {
  const outbox = box("a", "b");
  outbox.pump(1, "k");
  outbox.unsealed("a");
  outbox.again("a");
  outbox.again("b");
  expect(states(outbox)).toEqual(["b sealing", "a new"]);
  expect(outbox.find("a")).toMatchObject({ fence: 0, body: "", n: 0, payload: "a" });
  outbox.unsealed("a");
  expect(states(outbox)).toEqual(["b sealing", "a new"]);
});

it("flies again after a new connection, as it was sealed", () => {
  const outbox = box("a", "b", "c");
  fly(outbox, 1);
  outbox.acked("a", 1, 1);
  outbox.refused("b", false);
  outbox.land();
  expect(outbox.items.map(({ cid, state, n }) => [cid, state, n])).toEqual([
    ["a", "ready", 0],
    ["b", "failed", 2],
    ["c", "ready", 0],
  ]);
  outbox.drop("a");
  expect(outbox.pump(1, "k").send.map(({ cid, n, body }) => [cid, n, body])).toEqual([["c", 2, "c@1"]]);
});

it("seals anew what was sealed under another holder of the same fence", () => {
  const outbox = box("a");
  expect(outbox.pump(1, "k").seal.map(({ kid }) => kid)).toEqual(["k"]);
  outbox.sealed("a", 1, "old");
  const again = outbox.pump(1, "other");
  expect([again.send, again.seal.map(({ fence, kid }) => [fence, kid])]).toEqual([[], [[1, "other"]]]);
  outbox.sealed("a", 1, "new");
  expect(outbox.pump(1, "other").send.map(({ kid, body }) => [kid, body])).toEqual([["other", "new"]]);
});

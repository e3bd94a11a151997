// A replay that is cut off: until it is whole, what was proved before stays the proof, also over a reload.
import { expect, it } from "vitest";
import type { EntryFrame, Log } from "../protocol";
import { LogFollower } from "./log-follower";

const entry = (epoch: string, seq: number): EntryFrame => ({
  ...{ t: "entry", chat: "c", seq, who: "teen", cid: `t${seq}`, n: seq, fence: 1, kid: "k", kind: "text" },
  ...{ body: "m2.x", stamp: `s${seq}`, place: `${epoch}-${seq}` },
});
const log = (epoch: string, head: number, refill = false): Log => ({
  ...{ t: "log", chat: "c", epoch, fence: 1, head, n: 0, refill },
});
const BEFORE = { epoch: "e1", seq: 3, stamp: "s3", place: "e1-3" };

function told(): LogFollower<unknown> {
  const follower = new LogFollower<unknown>("c", "counsellor");
  follower.attach(log("e1", 3));
  for (const seq of [1, 2, 3]) follower.receive(entry("e1", seq));
  expect(follower.cursor).toEqual(BEFORE);
  return follower;
}

function cutOff(): LogFollower<unknown> {
  const follower = told();
  follower.attach(log("e2", 0, true));
  follower.attach(log("e2", 3));
  expect(follower.cursor, "before anything came again").toEqual(BEFORE);
  follower.receive(entry("e2", 1));
  return follower;
}

function places(follower: LogFollower<unknown>): string[] {
  const { send } = follower.attach(log("e3", 0, true));
  return send.flatMap((frame) => (frame.t === "refill" ? frame.entries.map(({ place }) => place) : []));
}

it("goes on proving the old place, and hands in what was delivered up to it", () => {
  const follower = cutOff();
  expect(follower.cursor).toEqual(BEFORE);
  expect(places(follower)).toEqual(["e1-1", "e1-2", "e1-3"]);
});

it("does so after a reload, too", () => {
  const again = new LogFollower<unknown>("c", "counsellor");
  again.restore(JSON.parse(JSON.stringify(cutOff().snapshot())));
  expect(again.cursor).toEqual(BEFORE);
  expect(places(again)).toEqual(["e1-1", "e1-2", "e1-3"]);
});

it("proves the new place once the replay has reached the head", () => {
  const follower = cutOff();
  for (const seq of [2, 3]) follower.receive(entry("e2", seq));
  expect(follower.cursor).toEqual({ epoch: "e2", seq: 3, stamp: "s3", place: "e2-3" });
  expect(follower.entries.map(({ cid }) => cid)).toEqual(["t1", "t2", "t3"]);
});

it("takes what the other end has seen in one epoch for nothing in the next", () => {
  const follower = told();
  follower.seen("teen", 3);
  follower.attach(log("e2", 0, true));
  expect(follower.seenBy.get("teen"), "until it is taken, the former one is shown").toBe(3);
  follower.attach({ ...log("e2", 3), peer_seen: 1 });
  expect(follower.seenBy.get("teen")).toBe(1);
});

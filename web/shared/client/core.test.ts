// The core against a scripted server: no socket, no clock but the one in hand.
import { describe, expect, it } from "vitest";
import { Bench, CHAT, live, type P } from "./bench";
import type { Effect } from "./core";

describe("sending", () => {
  it("keeps what is typed here until somebody is there", () => {
    const bench = new Bench();
    bench.connect();
    bench.write("a");
    expect(bench.take("send")).toEqual([]);
    bench.admit(3);
    expect(bench.take("send")).toMatchObject([{ cid: "a", n: 1, fence: 3, body: "a@3" }]);
  });

  it("numbers without a gap and shows an entry once, when it is part of the prefix", () => {
    const bench = live();
    bench.write("a");
    bench.write("b");
    expect(bench.take("send").map((frame) => frame.n)).toEqual([1, 2]);
    bench.ack("a", 1);
    bench.ack("b", 3);
    bench.entry(2, "x");
    bench.entry(2, "x");
    expect(bench.entries).toEqual(["1:a", "2:x", "3:b"]);
  });

  it("sends a long backlog in step with the answers", () => {
    const bench = new Bench();
    for (let at = 0; at < 20; at += 1) bench.write(`c${at}`);
    bench.connect();
    bench.admit(1);
    expect(bench.take("send")).toHaveLength(8);
    bench.ack("c0", 1);
    expect(bench.take("send")).toMatchObject([{ cid: "c8", n: 9 }]);
  });

  it("puts a grant before words that have not flown", () => {
    const bench = new Bench();
    bench.connect();
    bench.write("a");
    bench.run(bench.core.write(CHAT, "grant", { text: "key" }, "g", bench.now, { first: true }));
    bench.admit(1);
    expect(bench.take("send").map((frame) => frame.cid)).toEqual(["g", "a"]);
  });

  it("seals again for a new fence what the old one refused, after all of that flight have answered", () => {
    const bench = live();
    bench.write("a");
    bench.write("b");
    bench.sent = [];
    bench.receive({ t: "error", code: "stale_fence", ref: "a", retry: true });
    bench.admit(2);
    expect(bench.take("send")).toEqual([]);
    bench.receive({ t: "error", code: "stale_fence", ref: "b", retry: true });
    expect(bench.take("send")).toMatchObject([
      { cid: "a", n: 1, fence: 2, body: "a@2" },
      { cid: "b", n: 2, fence: 2, body: "b@2" },
    ]);
  });

  it.each(["not_active", "not_yours", "refilling"])(
    "waits a moment after %s before it tries again",
    (code) => {
      const bench = live();
      bench.write("a");
      bench.sent = [];
      bench.receive({ t: "error", code, ref: "a", retry: code === "refilling" });
      expect(bench.take("send")).toEqual([]);
      bench.now += 1_500;
      bench.run(bench.core.due(bench.now));
      expect(bench.take("send")).toMatchObject([{ cid: "a", n: 1 }]);
    },
  );

  it("believes an acknowledgement though a first copy was refused", () => {
    const bench = live();
    bench.write("a");
    bench.receive({ t: "log", chat: CHAT, epoch: "e1", fence: 1, head: 0, n: 0 });
    bench.receive({ t: "error", code: "refilling", ref: "a", retry: true });
    bench.ack("a", 1);
    bench.entry(2, "x");
    expect(bench.core.follower(CHAT).entries.map((entry) => entry.cid)).toEqual(["a", "x"]);
    expect(bench.core.follower(CHAT).outbox.items).toEqual([]);
  });

  it("does not wait on a new connection for a pause of the old one", () => {
    const bench = live();
    bench.write("a");
    bench.receive({ t: "error", code: "not_active", ref: "a" });
    bench.drop();
    bench.sent = [];
    bench.connect();
    expect(bench.take("send")).toMatchObject([{ cid: "a" }]);
  });

  it("marks as failed what will never be taken, and goes on", () => {
    const bench = live();
    bench.write("a");
    bench.receive({ t: "error", code: "too_large", ref: "a" });
    bench.write("b");
    expect(bench.core.follower(CHAT).outbox.find("a")?.state).toBe("failed");
    expect(bench.take("send").map((frame) => [frame.cid, frame.n])).toEqual([
      ["a", 1],
      ["b", 1],
    ]);
  });
});

describe("resuming", () => {
  it("sends again only what the log does not know", () => {
    const bench = live();
    for (const cid of ["a", "b", "c"]) bench.write(cid);
    bench.drop();
    bench.sent = [];
    bench.connect({ n: 2, head: 2 });
    bench.entry(1, "a", "teen");
    expect(bench.take("send")).toEqual([]);
    bench.entry(2, "b", "teen");
    expect(bench.take("send").map((frame) => [frame.cid, frame.n])).toEqual([["c", 3]]);
    expect(bench.entries).toEqual(["1:a", "2:b"]);
  });

  it("refills another epoch and sends nothing until it is told where it stands", () => {
    const bench = live();
    bench.entry(1, "x");
    bench.write("a");
    bench.drop();
    bench.sent = [];
    bench.connect({ epoch: "e2", refill: true });
    bench.write("b");
    const frames = bench.take("refill");
    expect(frames).toMatchObject([{ epoch: "e2", last: true, entries: [{ seq: 1, cid: "x" }] }]);
    bench.receive({ t: "log", chat: CHAT, epoch: "e2", fence: 1, head: 1, n: 0 });
    bench.entry(1, "x");
    expect(bench.entries).toEqual(["1:x"]);
    expect(bench.take("send").map((frame) => [frame.cid, frame.n])).toEqual([
      ["a", 1],
      ["b", 2],
    ]);
  });

  it("meets its entries at new places after a refill, shows none twice and loses none", () => {
    const bench = live();
    bench.entry(1, "x");
    bench.entry(2, "y");
    bench.drop();
    bench.connect({ epoch: "e2", refill: true });
    bench.receive({ t: "log", chat: CHAT, epoch: "e2", fence: 1, head: 3, n: 0 });
    bench.entry(2, "z");
    bench.entry(3, "y");
    expect(bench.entries).toEqual(["1:x", "2:y", "2:z"]);
    expect(bench.core.follower(CHAT).entries.map((entry) => entry.cid)).toEqual(["x", "z", "y"]);
  });

  it("sends again what was acknowledged but is in no log any more", () => {
    const bench = live();
    bench.write("a");
    bench.ack("a", 2);
    bench.drop();
    bench.sent = [];
    bench.connect({ epoch: "e2", n: 0, head: 0 });
    expect(bench.take("send").map((frame) => [frame.cid, frame.n])).toEqual([["a", 1]]);
  });

  it("asks again for a replay that stands still, and sends nothing before it is whole", () => {
    const bench = live();
    bench.write("a");
    bench.drop();
    bench.sent = [];
    bench.connect({ n: 0, head: 1 });
    bench.now += 10_000;
    bench.run(bench.core.due(bench.now));
    expect([bench.core.link.state, bench.take("send")]).toEqual(["waiting", []]);
    bench.now += 1_000;
    bench.run(bench.core.due(bench.now));
    bench.connect({ n: 0, head: 1 });
    bench.entry(1, "x");
    expect(bench.take("send")).toMatchObject([{ cid: "a", n: 1 }]);
  });

  it("takes its pending words along over a reload", () => {
    const bench = live();
    bench.entry(1, "x");
    bench.write("a");
    const held = JSON.parse(JSON.stringify(bench.core.follower(CHAT).snapshot()));
    const next = new Bench();
    next.core.follower(CHAT).restore(held);
    next.connect({ head: 1 });
    next.admit(1);
    expect(next.take("send")).toMatchObject([{ cid: "a", n: 1 }]);
  });

  it("takes words that failed along, too, and sends them only when somebody says so", () => {
    const bench = live();
    bench.breaks = "a";
    bench.write("a");
    const held = JSON.parse(JSON.stringify(bench.core.follower(CHAT).snapshot()));
    const next = new Bench();
    next.core.follower(CHAT).restore(held);
    next.connect();
    next.admit(1);
    expect([next.take("send"), next.core.follower(CHAT).outbox.find("a")?.state]).toEqual([[], "failed"]);
    next.run(next.core.again(CHAT, "a", next.now));
    expect(next.take("send")).toMatchObject([{ cid: "a", n: 1 }]);
  });
});

describe("the connection", () => {
  it("comes back with jitter after a reconnect code, never after a final one", () => {
    const bench = live();
    bench.drop(4000);
    expect(bench.opens).toBe(2);
    bench.connect();
    bench.drop(4102);
    expect([bench.opens, bench.core.link.state, bench.core.link.reason]).toEqual([
      2,
      "final",
      "newer_connection",
    ]);
  });

  it("comes back, once, when a hello that it gave up comes late and takes its place", () => {
    const bench = live();
    bench.drop(4000);
    bench.run(bench.core.opened({ t: "hello_teen", v: 1, token: "", ticket: "" }, bench.now));
    bench.now += 15_000;
    bench.run(bench.core.due(bench.now));
    bench.now = bench.core.wakeAt ?? 0;
    bench.run(bench.core.due(bench.now));
    bench.connect();
    bench.drop(4102);
    expect(bench.core.link.state).not.toBe("final");
    bench.connect();
    bench.drop(4102);
    expect([bench.core.link.state, bench.core.link.reason]).toEqual(["final", "newer_connection"]);
  });

  it("tries again when its hello came too late", () => {
    const bench = live();
    bench.drop(4005);
    expect(bench.opens).toBe(2);
  });

  it("waits longer each time for a server that takes a hello and then goes", () => {
    const bench = live();
    const waits = [1, 2, 3, 4].map(() => {
      bench.now += 100;
      bench.run(bench.core.closed(4003, bench.now));
      const left = (bench.core.wakeAt ?? 0) - bench.now;
      bench.now += left;
      bench.run(bench.core.due(bench.now));
      bench.connect();
      return left;
    });
    expect(waits).toEqual([600, 1_200, 2_400, 4_800]);
    bench.now += 5_000;
    bench.run(bench.core.closed(4003, bench.now));
    expect((bench.core.wakeAt ?? 0) - bench.now).toBe(300);
  });

  it("gives up a socket that does not answer words, long before the pings would", () => {
    const bench = live();
    bench.write("a");
    bench.now += 9_999;
    bench.run(bench.core.due(bench.now));
    expect(bench.core.link.state).toBe("open");
    bench.now += 1;
    bench.run(bench.core.due(bench.now));
    expect(bench.core.link.state).toBe("waiting");
    bench.now += 1_000;
    bench.run(bench.core.due(bench.now));
    bench.sent = [];
    bench.connect();
    expect(bench.take("send")).toMatchObject([{ cid: "a", n: 1 }]);
  });

  it("does not wait for ever for an answer that a talking server forgot", () => {
    const bench = live();
    bench.write("a");
    bench.write("b");
    for (let waited = 0; waited < 35_000; waited += 5_000) {
      if (waited === 5_000) bench.ack("a", 1);
      bench.now += 5_000;
      bench.run(bench.core.due(bench.now));
      expect(bench.core.link.state).toBe(waited < 30_000 ? "open" : "waiting");
      bench.receive({ t: "ping" });
    }
    bench.now += 1_000;
    bench.run(bench.core.due(bench.now));
    bench.sent = [];
    bench.connect({ n: 1, head: 1 });
    expect(bench.take("send")).toMatchObject([{ cid: "b", n: 2 }]);
  });

  it("takes any frame for a sign of life", () => {
    const bench = live();
    bench.write("a");
    bench.ack("a", 1);
    bench.now += 20_000;
    bench.run(bench.core.due(bench.now));
    expect(bench.core.link.state).toBe("open");
  });

  it("checks its connection after a sleep, whatever it was doing", () => {
    const bench = new Bench();
    bench.run(bench.core.start(bench.now));
    bench.run(bench.core.woke(bench.now));
    bench.connect();
    bench.run(bench.core.woke(bench.now));
    expect([bench.opens, bench.core.link.state]).toEqual([3, "connecting"]);
    bench.run(bench.core.closed(1006, bench.now));
    bench.run(bench.core.woke(bench.now));
    expect([bench.opens, bench.core.link.state]).toEqual([4, "connecting"]);
    bench.run(bench.core.closed(4102, bench.now));
    bench.run(bench.core.woke(bench.now));
    expect([bench.opens, bench.core.link.state]).toEqual([4, "final"]);
  });

  it("tries soon again when the network that came back is not quite there", () => {
    const bench = live();
    for (let tries = 0; tries < 8; tries += 1) bench.drop();
    bench.run(bench.core.woke(bench.now));
    bench.run(bench.core.closed(1006, bench.now));
    expect((bench.core.wakeAt ?? 0) - bench.now).toBeLessThanOrEqual(1_200);
  });

  it("starts an attempt anew that hangs, when somebody wants it now, and not one that has just begun", () => {
    const bench = new Bench();
    bench.run(bench.core.start(bench.now));
    bench.now += 2_000;
    bench.run(bench.core.seen(bench.now));
    expect(bench.opens).toBe(1);
    bench.now += 2_000;
    bench.run(bench.core.seen(bench.now));
    expect(bench.opens).toBe(2);
  });

  it("tells of its state when that changed, and only then", () => {
    const bench = live();
    const told = (effects: Effect<P>[]): boolean => effects.some((effect) => effect.do === "link");
    expect(told(bench.core.received({ t: "ping" }, bench.now))).toBe(false);
    expect(told(bench.core.due(bench.now))).toBe(false);
    expect(told(bench.core.closed(4102, bench.now))).toBe(true);
    expect(told(bench.core.seen(bench.now))).toBe(false);
    expect(told(bench.core.woke(bench.now))).toBe(false);
  });

  it("gives up a silent connection and answers pings", () => {
    const bench = live();
    bench.receive({ t: "ping" });
    expect(bench.take("pong")).toHaveLength(1);
    bench.now += 44_000;
    bench.run(bench.core.due(bench.now));
    expect(bench.core.link.state).toBe("open");
    bench.now += 2_000;
    bench.run(bench.core.due(bench.now));
    expect(bench.core.link.state).toBe("waiting");
  });

  it("moves within the time of a drain", () => {
    const bench = live();
    bench.receive({ t: "drain", within_ms: 8_000 });
    bench.now += 3_999;
    bench.run(bench.core.due(bench.now));
    expect(bench.opens).toBe(1);
    bench.now += 1;
    bench.run(bench.core.due(bench.now));
    expect(bench.opens).toBe(2);
  });

  it("gives up the socket when the network goes away, and shows what then waits", () => {
    const bench = live();
    bench.run(bench.core.offline(bench.now));
    bench.write("a");
    expect([bench.core.link.state, bench.take("send")]).toEqual(["waiting", []]);
    bench.run(bench.core.woke(bench.now));
    bench.connect();
    expect(bench.take("send")).toMatchObject([{ cid: "a" }]);
  });

  it("connects at once when the network or the page comes back", () => {
    const bench = live();
    bench.run(bench.core.closed(1006, bench.now));
    bench.run(bench.core.woke(bench.now));
    expect(bench.opens).toBe(2);
    bench.connect();
    bench.now += 30_000;
    bench.run(bench.core.seen(bench.now));
    expect(bench.opens).toBe(3);
  });
});

describe("signs", () => {
  it("tells once what is shown, and types no more than every four seconds", () => {
    const bench = live();
    bench.entry(1, "x");
    bench.entry(2, "y");
    bench.run(bench.core.shown(CHAT, 1, bench.now));
    bench.run(bench.core.shown(CHAT, 2, bench.now));
    bench.run(bench.core.typed(CHAT, bench.now));
    bench.run(bench.core.typed(CHAT, bench.now + 100));
    bench.now += 300;
    bench.run(bench.core.due(bench.now));
    expect(bench.sent.filter((frame) => frame.t !== "pong")).toEqual([
      { t: "typing", chat: CHAT, on: true },
      { t: "seen", chat: CHAT, seq: 2 },
    ]);
    bench.now += 6_000;
    bench.run(bench.core.due(bench.now));
    expect(bench.sent.at(-1)).toEqual({ t: "typing", chat: CHAT, on: false });
  });

  it("lets the other's typing expire", () => {
    const bench = live();
    bench.receive({ t: "typing", chat: CHAT, on: true, who: "counsellor" });
    expect(bench.core.otherTypes(CHAT)).toBe(true);
    bench.now += 9_000;
    bench.run(bench.core.due(bench.now));
    expect(bench.core.otherTypes(CHAT)).toBe(false);
  });
});

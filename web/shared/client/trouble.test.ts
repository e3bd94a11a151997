// What goes wrong between two people, step by step: fences that rise, replays that stall, loss, keys that fail.
import { describe, expect, it } from "vitest";
import { Bench, CHAT, live } from "./bench";

const cids = (bench: Bench): unknown[] => bench.take("send").map((frame) => frame.cid);

describe("what was meant for one counsellor", () => {
  it("is not said to the next: a yes that was under way while the chat changed hands", () => {
    const bench = live();
    bench.run(bench.core.write(CHAT, "share", { text: "yes" }, "yes", bench.now, { only: 1 }));
    bench.write("a");
    bench.sent = [];
    bench.receive({ t: "error", code: "stale_fence", ref: "yes", retry: true });
    bench.receive({ t: "error", code: "stale_fence", ref: "a", retry: true });
    bench.admit(2);
    expect(bench.take("send")).toMatchObject([{ cid: "a", n: 1, fence: 2 }]);
    expect(bench.core.follower(CHAT).outbox.find("yes")).toBeUndefined();
  });

  it("waits for its own fence when it is written before that fence is known here", () => {
    const bench = live();
    bench.run(bench.core.write(CHAT, "grant", { text: "key" }, "g", bench.now, { first: true, only: 2 }));
    expect(bench.take("send")).toEqual([]);
    bench.admit(2);
    expect(bench.take("send")).toMatchObject([{ cid: "g", fence: 2 }]);
  });

  it("stays bound over a reload", () => {
    const bench = live();
    bench.run(bench.core.write(CHAT, "share", { text: "yes" }, "yes", bench.now, { only: 1 }));
    const held = JSON.parse(JSON.stringify(bench.core.follower(CHAT).snapshot()));
    const next = new Bench();
    next.core.follower(CHAT).restore(held);
    next.connect({ fence: 2 });
    next.admit(2);
    expect(next.take("send")).toEqual([]);
  });
});

describe("a seal that fails", () => {
  it("keeps back that entry, and none of those behind it", () => {
    const bench = live();
    bench.breaks = "g";
    bench.run(bench.core.write(CHAT, "grant", { text: "key" }, "g", bench.now, { first: true }));
    bench.write("a");
    expect(cids(bench)).toEqual(["a"]);
    expect(bench.core.follower(CHAT).outbox.find("g")?.state).toBe("failed");
  });
});

describe("a replay", () => {
  it("on a slow line is waited for as long as it moves", () => {
    const bench = live();
    bench.write("a");
    bench.drop();
    bench.sent = [];
    bench.connect({ n: 1, head: 3 });
    for (const seq of [1, 2]) {
      bench.entry(seq, `x${seq}`);
      bench.now += 9_900;
      bench.run(bench.core.due(bench.now));
    }
    expect(cids(bench)).toEqual([]);
    bench.entry(3, "a", "teen", 1);
    expect(bench.core.follower(CHAT).outbox.items).toEqual([]);
  });

  it("with a hole is asked for again, and nothing behind the hole is shown before", () => {
    const bench = live();
    bench.entry(1, "x");
    bench.entry(3, "z");
    expect(bench.core.link.state).toBe("waiting");
    bench.now += 1_000;
    bench.run(bench.core.due(bench.now));
    bench.connect({ head: 3 });
    bench.entry(2, "y");
    bench.entry(3, "z");
    expect(bench.entries).toEqual(["1:x", "2:y", "3:z"]);
  });
});

describe("loss", () => {
  it("said in the middle of a connection stops nobody from writing, and shows at once what comes", () => {
    const bench = live();
    bench.entry(1, "x");
    bench.receive({ t: "log", chat: CHAT, epoch: "e1", fence: 1, head: 1, n: 0, lost: true });
    expect(bench.core.follower(CHAT).lost).toBe(true);
    bench.write("a");
    expect(cids(bench)).toEqual(["a"]);
    bench.ack("a", 2);
    expect(bench.entries).toEqual(["1:x", "2:a"]);
  });

  it("that trimming tore into the log is jumped over, in order, with our own words in their place", () => {
    const bench = live();
    bench.entry(1, "x");
    bench.drop();
    bench.connect({ head: 5, n: 0, lost: true });
    bench.entry(4, "y");
    bench.entry(5, "z");
    expect(bench.entries).toEqual(["1:x", "4:y", "5:z"]);
    bench.write("a");
    expect(cids(bench)).toEqual(["a"]);
  });
});

describe("marks", () => {
  it("that a lost connection swallowed are told again", () => {
    const bench = live();
    bench.entry(1, "x");
    bench.run(bench.core.shown(CHAT, 1, bench.now));
    bench.drop();
    bench.sent = [];
    bench.connect({ head: 1 });
    bench.now += 300;
    bench.run(bench.core.due(bench.now));
    expect(bench.take("seen")).toEqual([{ t: "seen", chat: CHAT, seq: 1 }]);
  });

  it("that the gateway dropped while it came to the log anew, on the same line, are told again", () => {
    const bench = live();
    bench.entry(1, "x");
    bench.run(bench.core.shown(CHAT, 1, bench.now));
    bench.now += 300;
    bench.run(bench.core.due(bench.now));
    expect(bench.take("seen")).toHaveLength(1);
    bench.receive({ t: "log", chat: CHAT, epoch: "e1", fence: 1, head: 1, n: 0 });
    bench.now += 300;
    bench.run(bench.core.due(bench.now));
    expect(bench.take("seen")).toEqual([{ t: "seen", chat: CHAT, seq: 1 }]);
  });

  it("wait for a log that is told from its beginning, however long it takes", () => {
    const bench = live();
    bench.entry(1, "x");
    bench.run(bench.core.shown(CHAT, 1, bench.now));
    bench.drop();
    bench.connect({ epoch: "e2", head: 1 });
    bench.sent = [];
    bench.now += 300;
    bench.run(bench.core.due(bench.now));
    bench.entry(1, "x");
    expect(bench.take("seen")).toEqual([]);
    bench.now += 300;
    bench.run(bench.core.due(bench.now));
    expect(bench.take("seen")).toEqual([{ t: "seen", chat: CHAT, seq: 1 }]);
  });

  it("never reach beyond what a rebuilt log holds", () => {
    const bench = live();
    bench.entry(1, "x");
    bench.entry(2, "y");
    bench.run(bench.core.shown(CHAT, 2, bench.now));
    bench.drop();
    bench.connect({ epoch: "e2", refill: true });
    bench.receive({ t: "log", chat: CHAT, epoch: "e2", fence: 1, head: 1, n: 0 });
    bench.entry(1, "x");
    bench.sent = [];
    bench.now += 300;
    bench.run(bench.core.due(bench.now));
    expect(bench.take("seen")).toEqual([{ t: "seen", chat: CHAT, seq: 1 }]);
  });
});

describe("a chat that was put away", () => {
  it("is not taken up again by a frame that comes late", () => {
    const bench = live();
    bench.core.forget(CHAT);
    bench.receive({ t: "typing", chat: CHAT, on: true, who: "counsellor" });
    bench.ack("a", 1);
    bench.entry(1, "x");
    expect([bench.core.chats(), bench.entries]).toEqual([[], []]);
  });
});

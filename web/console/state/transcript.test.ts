// What a counsellor's transcript claims is true, and what stays hidden is said.
import { expect, it } from "vitest";
import type { Payload } from "../../shared/payloads";
import type { Entry } from "../../shared/protocol";
import { type Opened, type Pending, Transcript, type Way } from "../../shared/transcript/model";
import {
  earlier,
  type LogView,
  type Loss,
  NO_LOG,
  source,
  teenName,
  unreadAfter,
  unsent,
} from "./transcript";

const entry = (seq: number, who: Entry["who"], cid: string, kind: Entry["kind"] = "text"): Entry => ({
  ...{ seq, who, cid, n: seq, fence: 1, kid: "k", kind, body: "sealed", stamp: "s", place: "p" },
});
const pending = (cid: string, text: string): Pending => ({
  cid,
  kind: "text",
  payload: { text },
  state: "new",
});
const held = (previous: number, fence = 1) => ({ previous, fence });
const view = (change: Partial<LogView>): LogView => ({ ...NO_LOG, ...change });
/** Whoever wrote them. */
const opened = (all: Record<string, Opened>): LogView["opened"] =>
  new Map(
    Object.entries(all).flatMap(([cid, one]) => [
      [`teen ${cid}`, one],
      [`counsellor ${cid}`, one],
    ]),
  );
const words = ({ text, note, card, shared }: Payload): string => text ?? note ?? card ?? `shared ${shared}`;
const lines = (of: LogView, way: Way = "open"): string[] =>
  new Transcript<Loss>()
    .lines(source(of, "counsellor", way))
    .map((line) => (line.kind === "told" ? "lost" : `${words(line.payload)} ${line.delivery}`.trim()));

it("shows sending, sent and delivered, each only when true", () => {
  const shown = view({
    entries: [entry(1, "counsellor", "a"), entry(2, "counsellor", "b")],
    opened: opened({ a: { text: "hello" }, b: { text: "there" } }),
    pending: [pending("b", "there"), pending("c", "you")],
    read: 1,
  });
  expect(lines(shown)).toEqual(["hello delivered", "there sent", "you sending"]);
});

it("says that what was on its way when the chat ended was not sent", () => {
  expect(lines(view({ pending: [pending("a", "bye")] }), "over")).toEqual(["bye failed"]);
});

it("says that words wait for the connection, and knows that they are nowhere else yet", () => {
  const waiting = view({ pending: [pending("a", "hi")] });
  expect(lines(waiting, "away")).toEqual(["hi waiting"]);
  expect([unsent(waiting), unsent(NO_LOG)]).toEqual([true, false]);
});

it("says where something was lost, between what was before and what came after", () => {
  const entries = [entry(1, "teen", "a"), entry(2, "teen", "b")];
  const torn = view({
    entries,
    opened: opened({ a: { text: "x" }, b: { text: "y" } }),
    losses: [{ after: 1 }],
  });
  expect(lines(torn)).toEqual(["x", "lost", "y"]);
});

it("shows notes and answers about earlier messages beside words and cards", () => {
  const entries = [entry(1, "counsellor", "a", "note"), entry(2, "teen", "b", "share")];
  const shown = view({ entries, opened: opened({ a: { note: "careful" }, b: { shared: true } }) });
  expect(lines(shown)).toEqual(["careful sent", "shared true"]);
});

it("keeps what cannot be opened out of the transcript, and says so once", () => {
  const hidden = view({ entries: [entry(1, "teen", "a")], opened: opened({ a: "hidden" }) });
  expect(lines(hidden)).toEqual([]);
  expect(earlier(hidden, held(1))).toBe("asked");
  expect(earlier(hidden, held(0))).toBe("anew");
  expect(earlier({ ...hidden, losses: [{ after: 1, moved: 3 }] }, held(0))).toBe("none");
  expect(earlier({ ...NO_LOG, withheld: 2 }, held(0))).toBe("anew");
  expect(earlier(NO_LOG, held(0))).toBe("none");
});

it("follows the teen's answer about earlier messages", () => {
  const entries = [entry(1, "teen", "a"), entry(2, "teen", "b", "share")];
  const answered = (a: Opened, shared: boolean) => view({ entries, opened: opened({ a, b: { shared } }) });
  expect(earlier(answered("hidden", false), held(1))).toBe("refused");
  expect(earlier(answered({ text: "x" }, true), held(1))).toBe("open");
  expect(earlier({ ...answered({ text: "x" }, true), withheld: 2 }, held(1))).toBe("asked");
});

it("follows the newest answer: whoever comes back under another fence is answered anew", () => {
  const entries = [entry(1, "teen", "a"), entry(2, "teen", "no", "share")];
  const refused = view({ entries, opened: opened({ a: "hidden", no: { shared: false } }) });
  expect([earlier(refused, held(1)), earlier(refused, held(1, 2))]).toEqual(["refused", "asked"]);
  const yes = { ...entry(3, "teen", "yes", "share"), fence: 2 };
  const both = opened({ a: { text: "x" }, no: { shared: false }, yes: { shared: true } });
  expect(earlier(view({ entries: [...entries, yes], opened: both }), held(1, 2))).toBe("open");
});

it("takes the newest name, which is no line of its own", () => {
  const named = view({
    entries: [entry(1, "teen", "a"), entry(2, "teen", "b")],
    opened: opened({ a: { name: "Sam" }, b: { name: "Robin", text: "hi" } }),
  });
  expect(teenName(named)).toBe("Robin");
  expect(lines(named)).toHaveLength(1);
  expect(unreadAfter(named, 0, "counsellor")).toBe(1);
  expect(unreadAfter(named, 2, "counsellor")).toBe(0);
});

it("counts as unsent what somebody wrote, and neither what failed nor what is in the log", () => {
  const entries = [entry(1, "counsellor", "a")];
  const waits = (one: Partial<Pending>, cid = "b"): boolean =>
    unsent(view({ entries, pending: [{ ...pending(cid, "x"), ...one }] }));
  expect([waits({}), waits({ payload: { card: "c" } }), waits({ payload: { note: "n" } })]).toEqual([
    true,
    true,
    true,
  ]);
  expect([waits({ state: "failed" }), waits({}, "a"), waits({ payload: { shared: true } })]).toEqual([
    false,
    false,
    false,
  ]);
});

it("has no name where none was chosen, nor one that cannot be opened", () => {
  const entries = [entry(1, "teen", "a"), entry(2, "teen", "b")];
  expect(teenName(NO_LOG)).toBe("");
  expect(teenName(view({ entries, opened: opened({ a: { text: "hi" }, b: "hidden" }) }))).toBe("");
  expect(teenName(view({ entries, opened: opened({ a: { name: "Sam" }, b: "hidden" }) }))).toBe("Sam");
});

it("shows earlier words as open only when all that was said can be read", () => {
  const entries = [
    entry(1, "teen", "a"),
    entry(2, "counsellor", "n", "note"),
    entry(3, "teen", "y", "share"),
  ];
  const after = (all: Record<string, Opened>) => earlier(view({ entries, opened: opened(all) }), held(2));
  const yes = { y: { shared: true } };
  expect(after({ ...yes, a: { text: "x" }, n: { note: "n" } })).toBe("open");
  expect(after({ ...yes, a: { text: "x" }, n: "hidden" })).toBe("asked");
  expect(after({ ...yes, a: "hidden", n: { note: "n" } })).toBe("asked");
  expect(after({ a: { text: "x" }, n: { note: "n" } })).toBe("asked");
  const both = [...entries, entry(4, "teen", "no", "share")];
  const refused = view({ entries: both, opened: opened({ ...yes, no: { shared: false } }) });
  expect([earlier(refused, held(1)), earlier(refused, held(0))]).toEqual(["refused", "none"]);
});

it("counts the teen's words and cards after a place, and nobody else's", () => {
  const entries = [
    entry(1, "teen", "a"),
    entry(2, "teen", "b"),
    entry(4, "counsellor", "c", "note"),
    entry(5, "teen", "d"),
  ];
  const all = opened({ a: { text: "x" }, b: { card: "k" }, c: { note: "y" }, d: { shared: true } });
  const after = (seq: number) => unreadAfter(view({ entries, opened: all }), seq, "counsellor");
  expect([after(0), after(1), after(2), after(3), after(9)]).toEqual([2, 1, 0, 0, 0]);
});

it("counts nothing that was answered: a page that was loaded anew knows no place", () => {
  const entries = [entry(1, "teen", "a"), entry(2, "counsellor", "b"), entry(3, "teen", "c")];
  const all = opened({ a: { text: "x" }, b: { text: "y" }, c: { text: "z" } });
  expect(unreadAfter(view({ entries, opened: all }), 0, "counsellor")).toBe(1);
});

it.each([
  ["counsellor", 2],
  ["supervisor", 1],
] as const)("counts for the %s what somebody beside them has answered", (who, many) => {
  const entries = [entry(1, "teen", "a"), entry(2, "supervisor", "b"), entry(3, "teen", "c")];
  const all = opened({ a: { text: "x" }, b: { text: "y" }, c: { text: "z" } });
  expect(unreadAfter(view({ entries, opened: all }), 0, who)).toBe(many);
});

// What a counsellor's transcript claims is true, and what stays hidden is said.
import { expect, it } from "vitest";
import type { Payload } from "../../shared/crypto/message";
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
  ...{ seq, who, cid, n: seq, fence: 1, kind, body: "sealed" },
});
const pending = (cid: string, text: string): Pending => ({
  cid,
  kind: "text",
  payload: { text },
  state: "new",
});
const view = (change: Partial<LogView>): LogView => ({ ...NO_LOG, ...change });
const opened = (all: Record<string, Opened>): LogView["opened"] => new Map(Object.entries(all));
const words = ({ text, note, card, consent }: Payload): string =>
  text ?? note ?? card ?? `consent ${consent}`;
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
  const entries = [entry(1, "counsellor", "a", "note"), entry(2, "teen", "b", "consent")];
  const shown = view({ entries, opened: opened({ a: { note: "careful" }, b: { consent: true } }) });
  expect(lines(shown)).toEqual(["careful sent", "consent true"]);
});

it("keeps what cannot be opened out of the transcript, and says so once", () => {
  const hidden = view({ entries: [entry(1, "teen", "a")], opened: opened({ a: "hidden" }) });
  expect(lines(hidden)).toEqual([]);
  expect(earlier(hidden, 1)).toBe("asked");
  expect(earlier(hidden, 0)).toBe("none");
});

it("follows the teen's answer about earlier messages", () => {
  const entries = [entry(1, "teen", "a"), entry(2, "teen", "b", "consent")];
  const answered = (a: Opened, consent: boolean) => view({ entries, opened: opened({ a, b: { consent } }) });
  expect(earlier(answered("hidden", false), 1)).toBe("refused");
  expect(earlier(answered({ text: "x" }, true), 1)).toBe("open");
});

it("takes the newest name, which is no line of its own", () => {
  const named = view({
    entries: [entry(1, "teen", "a"), entry(2, "teen", "b")],
    opened: opened({ a: { name: "Sam" }, b: { name: "Robin", text: "hi" } }),
  });
  expect(teenName(named)).toBe("Robin");
  expect(lines(named)).toHaveLength(1);
  expect(unreadAfter(named, 0)).toBe(1);
  expect(unreadAfter(named, 2)).toBe(0);
});

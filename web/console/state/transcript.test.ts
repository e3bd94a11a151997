// The transcript never shows a line twice, never claims more than is true, and says what stays hidden.

import { expect, it } from "vitest";
import type { Entry } from "../../shared/protocol";
import { earlier, type LogView, lines, NO_LOG, teenName, unreadAfter, unsent } from "./transcript";

const entry = (seq: number, who: Entry["who"], cid: string, kind: Entry["kind"] = "text"): Entry => ({
  seq,
  who,
  cid,
  n: seq,
  fence: 1,
  kind,
  body: "sealed",
});
const view = (change: Partial<LogView>): LogView => ({ ...NO_LOG, ...change });

it("shows sending, sent and delivered, each only when true", () => {
  const shown = lines(
    view({
      entries: [entry(1, "counsellor", "a"), entry(2, "counsellor", "b")],
      opened: { a: { text: "hello" }, b: { text: "there" } },
      pending: [
        { cid: "b", kind: "text", payload: { text: "there" } },
        { cid: "c", kind: "text", payload: { text: "you" } },
      ],
      peerSeen: 1,
    }),
    "counsellor",
    "open",
  );
  expect(shown.map((one) => [one.words, one.mark])).toEqual([
    ["hello", "delivered"],
    ["there", "sent"],
    ["you", "sending"],
  ]);
});

it("says that what was on its way when the chat ended was not sent", () => {
  const over = view({ pending: [{ cid: "a", kind: "text", payload: { text: "bye" } }] });
  expect(lines(over, "counsellor", "over").map((one) => one.mark)).toEqual(["failed"]);
});

it("says that words wait for the connection, and knows that they are nowhere else yet", () => {
  const waiting = view({ pending: [{ cid: "a", kind: "text", payload: { text: "hi" } }] });
  expect(lines(waiting, "counsellor", "away").map((one) => one.mark)).toEqual(["waiting"]);
  expect([unsent(waiting, "counsellor"), unsent(NO_LOG, "counsellor")]).toEqual([true, false]);
});

it("says where something was lost, between what was before and what came after", () => {
  const entries = [entry(1, "teen", "a"), entry(2, "teen", "b")];
  const torn = view({ entries, opened: { a: { text: "x" }, b: { text: "y" } }, lostAt: 1 });
  expect(lines(torn, "counsellor", "open").map((one) => one.words || one.kind)).toEqual(["x", "lost", "y"]);
});

it("keeps what cannot be opened out of the transcript, and says so once", () => {
  const hidden = view({ entries: [entry(1, "teen", "a")], opened: { a: "hidden" } });
  expect(lines(hidden, "counsellor", "open")).toEqual([]);
  expect(earlier(hidden, 1)).toBe("asked");
  expect(earlier(hidden, 0)).toBe("none");
});

it("follows the teen's answer about earlier messages", () => {
  const entries = [entry(1, "teen", "a"), entry(2, "teen", "b", "consent")];
  expect(earlier(view({ entries, opened: { a: "hidden", b: { consent: false } } }), 1)).toBe("refused");
  expect(earlier(view({ entries, opened: { a: { text: "x" }, b: { consent: true } } }), 1)).toBe("open");
});

it("takes an answer from the teen alone, and a text for neither an answer nor a note", () => {
  const forged = [
    entry(2, "counsellor", "b", "consent"),
    entry(3, "teen", "c"),
    entry(4, "teen", "d", "note"),
  ];
  const opened = { a: "hidden", b: { consent: true }, c: { consent: true }, d: { note: "x" } } as const;
  const shown = view({ entries: [entry(1, "teen", "a"), ...forged], opened: { ...opened } });
  expect(lines(shown, "counsellor", "open")).toEqual([]);
  expect(earlier(shown, 1)).toBe("asked");
  expect(earlier(view({ entries: forged, opened: { ...opened } }), 1)).toBe("asked");
});

it("takes the newest name, which is no line of its own", () => {
  const named = view({
    entries: [entry(1, "teen", "a"), entry(2, "teen", "b")],
    opened: { a: { name: "Sam" }, b: { name: "Robin", text: "hi" } },
  });
  expect(teenName(named)).toBe("Robin");
  expect(lines(named, "counsellor", "open")).toHaveLength(1);
  expect(unreadAfter(named, 0)).toBe(1);
  expect(unreadAfter(named, 2)).toBe(0);
});

// The transcript's lines: prefix in order, happenings in their place, what is on its way last, nothing claimed too early.
import { expect, it } from "vitest";
import { LogFollower } from "../shared/client/log-follower";
import type { Payload } from "../shared/crypto";
import { type Line, Transcript } from "../shared/transcript/model";
import { source } from "./lines";
import type { Happening } from "./storage";
import type { Sealable } from "./teen-keys";

const lines = (...from: Parameters<typeof source>): Line<Happening>[] =>
  new Transcript<Happening>().lines(source(...from));

const entry = (seq: number, who: "teen" | "counsellor", cid: string) => ({
  ...({ t: "entry", chat: "c", seq, who, cid, n: seq, fence: 1, kid: "k", kind: "text", body: "b" } as const),
  ...{ stamp: "s", place: "p" },
});

function talk(): { log: LogFollower<Sealable>; words: Map<string, Payload> } {
  const log = new LogFollower<Sealable>("c", "teen");
  log.attach({ t: "log", chat: "c", epoch: "e", fence: 1, head: 0, n: 0 });
  log.receive(entry(1, "teen", "a"));
  log.receive(entry(2, "counsellor", "b"));
  log.receive(entry(3, "teen", "d"));
  const words = new Map<string, Payload>([
    ["teen a", { text: "first" }],
    ["counsellor b", { text: "hello" }],
    ["teen d", { text: "second" }],
  ]);
  return { log, words };
}

const brief = (line: Line<Happening>): string =>
  line.kind === "said" ? `${line.payload.text}/${line.delivery}` : `*${line.what.code}`;

it("says what the counsellor has seen as arrived, the rest as sent", () => {
  const { log, words } = talk();
  log.seen("counsellor", 2);
  expect(lines(log, words, [], "open").map(brief)).toEqual(["first/delivered", "hello/", "second/sent"]);
});

it("puts happenings where they happened and pending words last", () => {
  const { log, words } = talk();
  const happenings: Happening[] = [
    { after: 0, code: "joined", name: "An" },
    { after: 2, code: "supervisor", name: "Sofie" },
    { after: 3, code: "lost", name: "An" },
  ];
  log.add("text", { text: "waiting" }, "w");
  expect(lines(log, words, happenings, "away").map(brief)).toEqual([
    "*joined",
    "first/sent",
    "hello/",
    "*supervisor",
    "second/sent",
    "*lost",
    "waiting/waiting",
  ]);
});

it("shows neither grants nor names nor what is not opened yet", () => {
  const { log, words } = talk();
  words.set("teen a", {});
  words.set("teen d", { name: "Noor" });
  expect(lines(log, words, [], "open").map(brief)).toEqual(["hello/"]);
});

it("never says that words are on their way when they are not", () => {
  const { log, words } = talk();
  log.add("text", { text: "w" }, "w");
  const said = (["open", "away", "nobody", "over"] as const).map((way) =>
    brief(lines(log, words, [], way).at(-1) as Line<Happening>),
  );
  expect(said).toEqual(["w/sending", "w/waiting", "w/held", "w/failed"]);
});

it("does not call arrived what only a later counsellor, who cannot open it, has passed over", () => {
  const { log, words } = talk();
  log.seen("counsellor", 9);
  const said = lines(log, words, [], "open", new Map([[1, 1]])).map(brief);
  expect(said).toEqual(["first/delivered", "hello/", "second/sent"]);
});

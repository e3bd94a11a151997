// The transcript as lines: the log's prefix in order, what happened between, and what is still on its way.
import type { ChatLog } from "../shared/client/log";
import type { Payload } from "../shared/crypto";
import type { Who } from "../shared/protocol";
import type { Happening, Sealable } from "./storage";

export type Mark = "waiting" | "held" | "sending" | "sent" | "delivered" | "failed";
/** What becomes of words that are not in the log: they fly, wait for the connection or for somebody, or never leave. */
export type Way = "open" | "away" | "nobody" | "over";

export type Line =
  | { id: string; kind: "words"; who: Who; payload: Payload; mark: Mark | "" }
  | { id: string; kind: "happening"; code: Happening["code"]; name: string };

type Words = ReadonlyMap<string, Payload>;

const shows = (payload: Payload | undefined): payload is Payload =>
  payload !== undefined && (payload.text !== undefined || payload.card !== undefined);

function told(happenings: readonly Happening[], after: number, until: number): Line[] {
  const here = happenings.filter((held) => held.after >= after && held.after < until);
  return here.map((held) => {
    const id = `happening.${happenings.indexOf(held)}`;
    return { id, kind: "happening", code: held.code, name: held.name };
  });
}

/**
 * Up to where a counsellor has seen the words of a fence that is over: who came later moves the cursor, and may not
 * be able to read them.
 */
export type Marks = ReadonlyMap<number, number>;

function settled(
  log: ChatLog<Sealable>,
  words: Words,
  happenings: readonly Happening[],
  marks: Marks,
): Line[] {
  const seen = log.seenBy.get("counsellor") ?? 0;
  let before = 0;
  return log.entries.flatMap((entry) => {
    const payload = words.get(entry.cid);
    const between = told(happenings, before, entry.seq);
    before = entry.seq;
    if (!shows(payload)) return between;
    const mark =
      entry.who !== "teen" ? "" : entry.seq <= (marks.get(entry.fence) ?? seen) ? "delivered" : "sent";
    return [...between, { id: entry.cid, kind: "words", who: entry.who, payload, mark } satisfies Line];
  });
}

const NOT_YET: Record<Way, Mark> = { open: "sending", away: "waiting", nobody: "held", over: "failed" };

function pending(log: ChatLog<Sealable>, way: Way): Line[] {
  return log.outbox.items.flatMap((item): Line[] => {
    if (!shows(item.payload)) return [];
    const mark = item.state === "failed" || item.state === "sent" ? item.state : NOT_YET[way];
    return [{ id: item.cid, kind: "words", who: "teen", payload: item.payload, mark }];
  });
}

export function lines(
  log: ChatLog<Sealable>,
  words: Words,
  happenings: readonly Happening[],
  way: Way,
  marks: Marks = new Map(),
): Line[] {
  const last = log.entries.at(-1)?.seq ?? 0;
  const after = told(happenings, last, Number.POSITIVE_INFINITY);
  return [...settled(log, words, happenings, marks), ...after, ...pending(log, way)];
}

// One chat's transcript as a counsellor reads it, and what is known from it. Pure.
import { nameOf } from "../../shared/client/ordered-entries";
import type { Payload } from "../../shared/payloads";
import type { Entry, Who } from "../../shared/protocol";
import type { Between, Opened, Pending, Source, Way } from "../../shared/transcript/model";

/** Where something was lost for good, or the teen came back by a code, with this fence. */
export interface Loss extends Between {
  readonly moved?: number;
}

export interface LogView {
  readonly entries: readonly Entry[];
  readonly opened: ReadonlyMap<string, Opened>;
  readonly pending: readonly Pending[];
  /** The teen's read receipt. */
  readonly read: number;
  readonly losses: readonly Loss[];
  readonly typing: boolean;
  /** How much was written before this counsellor came, and is not shown. */
  readonly withheld: number;
}
export const NO_LOG: LogView = {
  entries: [],
  opened: new Map(),
  pending: [],
  read: 0,
  losses: [],
  typing: false,
  withheld: 0,
};

const isWritten = ({ text, card, note }: Payload): boolean =>
  text !== undefined || card !== undefined || note !== undefined;
const shows = (payload: Payload): boolean =>
  isWritten(payload) || payload.shared !== undefined || payload.unreadable === true;

export const source = (view: LogView, me: Who, way: Way): Source<Loss> => ({
  me,
  entries: view.entries,
  opened: view.opened,
  pending: view.pending,
  between: view.losses,
  way,
  readUpTo: () => view.read,
  shows,
});

/** Words that are on no server yet: leaving the page would lose them. */
export function unsent({ entries, pending }: LogView): boolean {
  const known = new Set(entries.map((entry) => entry.cid));
  return pending.some(
    ({ cid, payload, state }) => state !== "failed" && !known.has(cid) && isWritten(payload),
  );
}

const payloadOf = ({ opened }: LogView, entry: Entry): Payload | null => {
  const found = opened.get(nameOf(entry));
  return found === undefined || found === "hidden" ? null : found;
};

/** The name the teen chose, empty when they chose none. */
export function teenName(view: LogView): string {
  return view.entries.reduce((name, entry) => payloadOf(view, entry)?.name || name, "");
}

export type Earlier = "none" | "asked" | "anew" | "refused" | "open";

/** Where the teen's yes to showing earlier messages stands: with each fence they are asked anew. `previous` counts the
 * counsellors before this one: where it is none, a page whose keys are gone came back. */
export function earlier(view: LogView, { previous, fence }: { previous: number; fence: number }): Earlier {
  const hidden = view.withheld > 0 || view.entries.some((entry) => isShut(view, entry));
  if (previous === 0 && (!hidden || view.losses.some(({ moved }) => moved))) return "none";
  const answers = view.entries.filter((entry) => payloadOf(view, entry)?.shared !== undefined);
  const answer = answers[answers.length - 1];
  const yes = answer && payloadOf(view, answer)?.shared;
  if (yes === false && answer?.fence === fence) return "refused";
  if (yes && !hidden) return "open";
  return previous > 0 ? "asked" : "anew";
}

const isShut = (view: LogView, entry: Entry): boolean =>
  isWords(entry) && view.opened.get(nameOf(entry)) === "hidden";
const isWords = (entry: Entry): boolean => entry.kind === "text" || entry.kind === "note";

/** How many of the teen's words came after `seq`, and after what `mine` last wrote to them: who answers has read. */
export function unreadAfter(view: LogView, seq: number, mine: Who): number {
  const isAnswer = ({ who, kind }: Entry) => who === mine && kind === "text";
  const answered = view.entries.reduce((last, entry) => (isAnswer(entry) ? entry.seq : last), 0);
  const from = Math.max(seq, answered);
  const fresh = view.entries.filter((entry) => entry.seq > from && entry.who === "teen");
  return fresh.filter((entry) => isHeard(view, entry)).length;
}

function isHeard(view: LogView, entry: Entry): boolean {
  const payload = payloadOf(view, entry);
  return payload?.text !== undefined || payload?.card !== undefined;
}

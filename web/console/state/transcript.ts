// One chat's transcript as a counsellor reads it, and what is known from it. Pure.
import type { Payload } from "../../shared/crypto/message";
import type { Entry, Who } from "../../shared/protocol";
import type { Between, Opened, Pending, Source, Way } from "../../shared/transcript/model";

/** Where something was lost for good. */
export type Loss = Between;

export interface LogView {
  readonly entries: readonly Entry[];
  readonly opened: ReadonlyMap<string, Opened>;
  readonly pending: readonly Pending[];
  /** The teen's read receipt. */
  readonly read: number;
  readonly losses: readonly Loss[];
  readonly typing: boolean;
}
export const NO_LOG: LogView = {
  entries: [],
  opened: new Map(),
  pending: [],
  read: 0,
  losses: [],
  typing: false,
};

const isWritten = ({ text, card, note }: Payload): boolean =>
  text !== undefined || card !== undefined || note !== undefined;
const shows = (payload: Payload): boolean => isWritten(payload) || payload.consent !== undefined;

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

const payloadOf = ({ opened }: LogView, { cid }: Entry): Payload | null => {
  const found = opened.get(cid);
  return found === undefined || found === "hidden" ? null : found;
};

/** The name the teen chose, empty when they chose none. */
export function teenName(view: LogView): string {
  const named = view.entries.findLast((entry) => payloadOf(view, entry)?.name);
  return (named && payloadOf(view, named)?.name) ?? "";
}

export type Earlier = "none" | "asked" | "refused" | "open";

/** Where the teen's yes to showing earlier messages stands. `previous` counts the counsellors before this one. */
export function earlier(view: LogView, previous: number): Earlier {
  if (previous === 0) return "none";
  const answers = view.entries.map((entry) => payloadOf(view, entry)?.consent);
  if (answers.includes(false)) return "refused";
  const hidden = view.entries.some((entry) => isWords(entry) && view.opened.get(entry.cid) === "hidden");
  return answers.includes(true) && !hidden ? "open" : "asked";
}

const isWords = (entry: Entry): boolean => entry.kind === "text" || entry.kind === "note";

/** How many of the teen's words came after `seq`. */
export function unreadAfter(view: LogView, seq: number): number {
  const last = view.entries.findLastIndex((entry) => entry.seq <= seq);
  return view.entries.slice(last + 1).filter((entry) => entry.who === "teen" && isHeard(view, entry)).length;
}

function isHeard(view: LogView, entry: Entry): boolean {
  const payload = payloadOf(view, entry);
  return payload?.text !== undefined || payload?.card !== undefined;
}

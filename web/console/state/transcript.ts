// What a chat's transcript shows: log entries, what was opened of them, and what is still on its way. Pure.

import { mayWrite } from "../../shared/client/senders";
import type { Payload } from "../../shared/crypto/message";
import type { Entry, EntryKind, Who } from "../../shared/protocol";

/** `hidden`: sealed with a key that was not handed to this console. */
export type Opened = Payload | "hidden";
export interface Pending {
  readonly cid: string;
  readonly kind: EntryKind;
  readonly payload: Payload;
  readonly failed?: boolean;
}
export interface LogView {
  readonly entries: readonly Entry[];
  readonly opened: Readonly<Record<string, Opened>>;
  readonly pending: readonly Pending[];
  readonly peerSeen: number;
  /** After how many entries something was lost for good; -1 when nothing was. */
  readonly lostAt: number;
  readonly typing: boolean;
}
export const NO_LOG: LogView = {
  entries: [],
  opened: {},
  pending: [],
  peerSeen: 0,
  lostAt: -1,
  typing: false,
};

export type Mark = "" | "sending" | "waiting" | "sent" | "delivered" | "failed";
/** What becomes of words that are not in the log: they fly, wait for the connection, or never leave. */
export type Way = "open" | "away" | "over";
export interface Line {
  readonly key: string;
  readonly who: Who;
  readonly mine: boolean;
  readonly kind: "text" | "card" | "note" | "consent" | "lost";
  readonly words: string;
  readonly mark: Mark;
}

/** What is inside counts only as what the entry is: a text is no note and no answer. */
function line(kind: EntryKind, payload: Payload): Pick<Line, "kind" | "words"> | null {
  const { text, card, note, consent } = payload;
  if (kind === "text" && text !== undefined) return { kind: "text", words: text };
  if (kind === "text" && card !== undefined) return { kind: "card", words: card };
  if (kind === "note" && note !== undefined) return { kind: "note", words: note };
  if (kind === "consent" && consent !== undefined) return { kind: "consent", words: consent ? "yes" : "no" };
  return null;
}

const LOST: Line = { key: "lost", who: "teen", mine: false, kind: "lost", words: "", mark: "" };

function logged(view: LogView, self: Who): Line[] {
  const shown = view.entries.map((entry) => said(view, self, entry));
  if (view.lostAt >= 0) shown.splice(view.lostAt, 0, [LOST]);
  return shown.flat();
}

function said(view: LogView, self: Who, entry: Entry): Line[] {
  const opened = view.opened[entry.cid];
  const shown = opened && opened !== "hidden" && mayWrite(entry) ? line(entry.kind, opened) : null;
  if (!shown) return [];
  const mine = entry.who === self;
  const mark: Mark = !mine ? "" : entry.seq <= view.peerSeen ? "delivered" : "sent";
  return [{ key: entry.cid, who: entry.who, mine, mark, ...shown }];
}

const NOT_YET = { open: "sending", away: "waiting", over: "failed" } as const;

function unlogged(view: LogView, self: Who, way: Way): Line[] {
  const known = new Set(view.entries.map((entry) => entry.cid));
  return view.pending.flatMap((one) => {
    const shown = known.has(one.cid) ? null : line(one.kind, one.payload);
    return shown
      ? [{ key: one.cid, who: self, mine: true, mark: one.failed ? "failed" : NOT_YET[way], ...shown }]
      : [];
  });
}

export const lines = (view: LogView, self: Who, way: Way): readonly Line[] => [
  ...logged(view, self),
  ...unlogged(view, self, way),
];

/** Words that are on no server yet: leaving the page would lose them. */
export const unsent = (view: LogView, self: Who): boolean =>
  unlogged(view, self, "open").some((one) => one.mark === "sending");

/** The name the teen chose, empty when they chose none. */
export function teenName(view: LogView): string {
  const names = view.entries.filter((entry) => entry.who === "teen").map((entry) => view.opened[entry.cid]);
  const last = names.findLast((opened) => opened && opened !== "hidden" && opened.name);
  return last && last !== "hidden" ? (last.name ?? "") : "";
}

export type Earlier = "none" | "asked" | "refused" | "open";

/** Where the teen's yes to showing earlier messages stands. `previous` counts the counsellors before this one. */
export function earlier(view: LogView, previous: number): Earlier {
  if (previous === 0) return "none";
  const answers = view.entries.filter((entry) => entry.kind === "consent" && mayWrite(entry));
  const said = answers.map((entry) => view.opened[entry.cid]);
  if (said.some((one) => one && one !== "hidden" && one.consent === false)) return "refused";
  const hidden = view.entries.some((entry) => isWords(entry) && view.opened[entry.cid] === "hidden");
  const agreed = said.some((one) => one && one !== "hidden" && one.consent === true);
  return agreed && !hidden ? "open" : "asked";
}

const isWords = (entry: Entry): boolean => entry.kind === "text" || entry.kind === "note";

/** How many of the teen's words came after `seq`. */
export const unreadAfter = (view: LogView, seq: number): number =>
  view.entries.filter((entry) => entry.seq > seq && entry.who === "teen" && isShown(view, entry)).length;

function isShown(view: LogView, entry: Entry): boolean {
  const opened = view.opened[entry.cid];
  return (
    opened !== undefined && opened !== "hidden" && (opened.text !== undefined || opened.card !== undefined)
  );
}

// What a teen's transcript is made of: this tab's log, what was opened of it, and what happened between.
import type { LogFollower } from "../shared/client/log-follower";
import type { Opened, Source, Way } from "../shared/transcript/model";
import type { Happening } from "./storage";
import type { Sealable } from "./teen-keys";

/**
 * Up to where a counsellor has read the words of a fence that is over: who came later moves the receipt, and may not
 * be able to read them.
 */
export type ReadReceipts = ReadonlyMap<number, number>;

/** A new counsellor's read receipt says nothing of words sealed for an earlier one. */
export function keepReceipts(
  receipts: Map<number, number>,
  fence: number,
  { entries, seenBy }: Pick<LogFollower<Sealable>, "entries" | "seenBy">,
): void {
  const seen = seenBy.get("counsellor") ?? 0;
  for (const entry of entries)
    if (entry.fence < fence && !receipts.has(entry.fence)) receipts.set(entry.fence, seen);
}

export function source(
  log: LogFollower<Sealable>,
  opened: ReadonlyMap<string, Opened>,
  between: readonly Happening[],
  way: Way,
  readReceipts: ReadReceipts = new Map(),
): Source<Happening> {
  const read = log.seenBy.get("counsellor") ?? 0;
  return {
    me: "teen",
    entries: log.entries,
    opened,
    pending: log.outbox.items,
    between,
    way,
    readUpTo: ({ fence }) => readReceipts.get(fence) ?? read,
    shows: ({ text, card, unreadable }) => text !== undefined || card !== undefined || unreadable === true,
  };
}

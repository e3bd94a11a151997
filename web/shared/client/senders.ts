// Who may write which kind of entry: the server refuses the rest, and what comes all the same is passed over.
import type { EntryKind, Who } from "../protocol";

const SENDERS: Record<EntryKind, readonly Who[]> = {
  text: ["teen", "counsellor", "supervisor"],
  note: ["counsellor"],
  grant: ["teen"],
  share: ["teen"],
};

/** Whether this entry counts, given who wrote it. */
export const mayWrite = (entry: { who: Who; kind: EntryKind }): boolean =>
  SENDERS[entry.kind]?.includes(entry.who) ?? false;

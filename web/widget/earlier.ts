// What a counsellor who came later may read of what was written before: whether there is any, and what was answered. Pure.
import type { LogFollower } from "../shared/client/log-follower";
import { nameOf } from "../shared/client/ordered-entries";
import { mayWrite } from "../shared/client/senders";
import type { Entry } from "../shared/protocol";
import type { Opened } from "../shared/transcript/model";
import { type Sealable, shareBody } from "./teen-keys";

type Log = Pick<LogFollower<Sealable>, "entries" | "outbox">;

export function hasEarlierWords(
  { entries }: Pick<Log, "entries">,
  opened: ReadonlyMap<string, Opened>,
  fence: number,
): boolean {
  return entries.some((entry) => {
    const payload = entry.fence < fence && opened.get(nameOf(entry));
    return payload && payload !== "hidden" && payload.text;
  });
}

/** The newest words of the log. */
export function lastWords(entries: readonly Entry[]): Entry | undefined {
  let at = entries.length - 1;
  while (at >= 0 && entries[at]?.kind !== "text") at -= 1;
  return entries[at];
}

/** Whether the one who holds the fence under this kid was answered so; an answer to another kid is none. */
export const isAnswered = ({ entries, outbox }: Log, kid: string | undefined, yes: boolean): boolean =>
  entries.some(
    (one) => one.kind === "share" && mayWrite(one) && one.body === shareBody({ kid: kid ?? "", yes }),
  ) || outbox.items.some(({ payload }) => payload.share?.kid === kid && payload.share?.yes === yes);

// What each chat's log holds, as the screen reads it: told once for many entries that come together.
import type { LogFollower } from "../../shared/client/log-follower";
import type { Payload } from "../../shared/crypto";
import { Spaced } from "../../shared/spaced";
import { find } from "../state/model";
import { type LogView, NO_LOG } from "../state/transcript";
import { desk, logs } from "../store";
import { type Engine, engine } from "./engine";

const EVERY_MS = 40;
const changed = new Set<string>();
const telling = new Spaced(tell, EVERY_MS);

/** Something shown of this chat changed. */
export function refresh(chat: string): void {
  changed.add(chat);
  telling.ask();
}

function tell(): void {
  const from = engine();
  const held = new Set(from?.core.chats());
  const next = { ...logs.value };
  for (const chat of changed)
    if (from && held.has(chat)) next[chat] = viewOf(from, chat, next[chat] ?? NO_LOG);
  changed.clear();
  logs.value = next;
}

function viewOf(from: Engine, chat: string, before: LogView): LogView {
  const log = from.core.follower(chat);
  return {
    entries: log.entries,
    opened: from.openedOf(chat),
    pending: log.outbox.items,
    read: log.seenBy.get("teen") ?? 0,
    losses: returnIn(log, lossesIn(log, before.losses), find(desk.value, chat)?.moved ?? 0),
    typing: from.core.otherTypes(chat),
    withheld: log.withheld,
  };
}

/** Said where it is missing, once all that is left is here. */
function lossesIn(log: LogFollower<Payload>, before: LogView["losses"]): LogView["losses"] {
  const told = before.some(({ moved }) => !moved);
  const news = log.lost && log.attached && !log.replaying && !told;
  return news ? [...before, { after: log.lastSeq }] : before;
}

/** Between what was written before and after the teen came back by a code, once. */
function returnIn(log: LogFollower<Payload>, before: LogView["losses"], moved: number): LogView["losses"] {
  if (!moved || log.replaying || before.some((one) => one.moved === moved)) return before;
  const after = log.entries.reduce((end, { fence, seq }) => (fence < moved ? Math.max(end, seq) : end), 0);
  return [...before, { after, moved }].sort((one, other) => one.after - other.after);
}

// What each chat's log holds, as the screen reads it: told once for many entries that come together.
import type { LogFollower } from "../../shared/client/log-follower";
import type { Payload } from "../../shared/crypto";
import { Spaced } from "../../shared/spaced";
import { type LogView, NO_LOG } from "../state/transcript";
import { logs } from "../store";
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
    losses: lossesIn(log, before.losses),
    typing: from.core.otherTypes(chat),
  };
}

/** Said where it is missing, once all that is left is here. */
function lossesIn(log: LogFollower<Payload>, before: LogView["losses"]): LogView["losses"] {
  const news = log.lost && log.attached && !log.replaying && before.length === 0;
  return news ? [{ after: log.lastSeq }] : before;
}

// How one chat changes: what the desk says of it, and what its other ends do.

import type { Presence, StaffChat } from "../../shared/protocol";
import type { Chat, Why } from "./model";

function deadline(frame: StaffChat, now: number): number | null {
  const runsOut = frame.state === "offered" || frame.state === "wrap_up";
  return runsOut && frame.left_ms ? now + frame.left_ms : null;
}

/** The chat as the desk tells it; presence is kept from what was known before. */
export function told(frame: StaffChat, now: number, online: Chat["online"] = {}): Chat {
  return {
    chat: frame.chat,
    state: frame.state,
    fence: frame.fence,
    language: frame.language,
    priority: frame.priority,
    skills: frame.skills ?? [],
    topic: frame.topic ?? "",
    ageBand: frame.age_band ?? "unknown",
    howBad: frame.how_bad ?? 0,
    moved: frame.moved ?? 0,
    role: frame.role ?? "counsellor",
    kid: frame.kid ?? "",
    ticket: frame.ticket ?? "",
    previous: frame.previous ?? 0,
    missedByAll: frame.missed_by_all ?? false,
    block: frame.block ?? "",
    end: frame.end ?? null,
    joinedAt: now - (frame.waited_s ?? 0) * 1000,
    talkingSince: frame.state === "active" ? now - (frame.talked_s ?? 0) * 1000 : null,
    deadline: deadline(frame, now),
    gone: null,
    online,
  };
}

/** Of a supervisor's part in it the desk says no more than that it is over: nobody of theirs had a wrap-up or was lost. */
const whyOf = (chat: Chat, why: Why): Why =>
  chat.role === "supervisor" && (why === "closed" || why === "lost") ? "parted" : why;

export const left = (chat: Chat, why: Why): Chat => ({ ...chat, gone: whyOf(chat, why), deadline: null });

export const present = (chat: Chat, frame: Presence): Chat => ({
  ...chat,
  online: { ...chat.online, [frame.who]: frame.online },
});

/** Whether this counsellor may write now. */
export const writable = (chat: Chat): boolean => chat.state === "active" && chat.gone === null;

/** A number for each of these chats, by which it is called as long as it is held: those that had one `before` keep it, and
 * the others get the lowest that are free. */
export function numbered(
  chats: readonly string[],
  before: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const given = new Map([...before].filter(([chat]) => chats.includes(chat)));
  for (const chat of chats) {
    let number = given.get(chat) ?? 1;
    while (!given.has(chat) && [...given.values()].includes(number)) number += 1;
    given.set(chat, number);
  }
  return given;
}

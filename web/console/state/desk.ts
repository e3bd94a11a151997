// The console's reducer: one frame from the server in, the next state out. Pure; time is an argument.

import type {
  AskOver,
  BlockAsked,
  Invited,
  StaffChat,
  StaffSelf,
  StaffState,
  ToStaff,
} from "../../shared/protocol";
import { left, present, told } from "./chats";
import type { Chat, Desk, Why } from "./model";
import { find } from "./model";

export function reduce(desk: Desk, frame: ToStaff, now: number): Desk {
  switch (frame.t) {
    case "staff_state":
      return snapshot(desk, frame, now);
    case "staff_self":
      return { ...desk, ...standing(frame.me, now) };
    case "staff_chat":
      return put(desk, frame.chat, now);
    case "staff_chat_gone":
      return gone(desk, frame.chat, frame.why);
    case "presence":
      return change(desk, frame.chat, (chat) => present(chat, frame));
    case "invited":
      return asked(desk, frame, { invitations: [...others(desk.invitations, frame.chat), frame] });
    case "block_asked":
      return asked(desk, frame, { blocks: [...others(desk.blocks, frame.chat), frame] });
    case "ask_over":
      return over(desk, frame);
    default:
      return desk;
  }
}

const others = <T extends { chat: string }>(all: readonly T[], chat: string): T[] =>
  all.filter((one) => one.chat !== chat);

/** Whoever comes is reminded of what stands: of what was answered here already, only when it is asked anew. */
function asked(desk: Desk, frame: Invited | BlockAsked, change: Partial<Desk>): Desk {
  const name = nameOf(frame);
  if (frame.again && desk.passed.includes(name)) return desk;
  return { ...desk, ...change, passed: desk.passed.filter((one) => one !== name) };
}

type Ask = Pick<Invited | BlockAsked, "t" | "chat">;
const nameOf = ({ t, chat }: Ask): string => `${t} ${chat}`;
const without = (desk: Desk, { t, chat }: Ask): Partial<Desk> =>
  t === "invited" ? { invitations: others(desk.invitations, chat) } : { blocks: others(desk.blocks, chat) };

/** Somebody else answered, or the chat has changed hands. */
function over(desk: Desk, { chat, ask }: AskOver): Desk {
  const one: Ask = { t: ask === "block" ? "block_asked" : "invited", chat };
  return { ...desk, ...without(desk, one), passed: desk.passed.filter((name) => name !== nameOf(one)) };
}

const standing = (me: StaffSelf, now: number): Pick<Desk, "me" | "breatherUntil"> => ({
  me,
  breatherUntil: me.breather_ms ? now + me.breather_ms : null,
});

/** A chat we held and the snapshot no longer names went away while we were not connected. Who is there comes with each
 * log, and what colleagues still ask comes anew. */
function snapshot(desk: Desk, frame: StaffState, now: number): Desk {
  const named = new Set(frame.chats.map((one) => one.chat));
  const missing = desk.chats.filter((one) => !named.has(one.chat) && one.state !== "offered");
  const kept = missing.map((one) => (one.gone ? one : left(one, meanwhile(one))));
  const chats = frame.chats.map((one) => told(one, now));
  return { ...desk, ...standing(frame.me, now), chats: [...chats, ...kept], invitations: [], blocks: [] };
}

/** What most likely became of a chat while nobody could say: its counsellor was lost, or its wrap-up is over. */
const meanwhile = (chat: Chat): Why =>
  chat.role === "supervisor" ? "parted" : chat.state === "wrap_up" ? "closed" : "requeued";

function put(desk: Desk, frame: StaffChat, now: number): Desk {
  const known = find(desk, frame.chat);
  const next = told(frame, now, known?.online);
  const chats = known ? replace(desk.chats, next) : [...desk.chats, next];
  return { ...desk, chats, invitations: others(desk.invitations, frame.chat) };
}

function gone(desk: Desk, chat: string, why: Why): Desk {
  const known = find(desk, chat);
  if (!known) return desk;
  return { ...desk, chats: replace(desk.chats, left(known, why)) };
}

function change(desk: Desk, chat: string, how: (chat: Chat) => Chat): Desk {
  const known = find(desk, chat);
  return known ? { ...desk, chats: replace(desk.chats, how(known)) } : desk;
}

const replace = (chats: readonly Chat[], next: Chat): Chat[] =>
  chats.map((one) => (one.chat === next.chat ? next : one));

/** Take a chat that left off the screen (its counsellor has read why). */
export const dismiss = (desk: Desk, chat: string): Desk => ({
  ...desk,
  chats: desk.chats.filter((one) => one.chat !== chat || one.gone === null),
});

/** This supervisor left; the chat goes on with its counsellor. */
export const steppedOut = (desk: Desk, chat: string): Desk => ({
  ...desk,
  chats: desk.chats.filter((one) => one.chat !== chat),
});

/** What else is asked about that chat still is. */
export const answered = (desk: Desk, one: Ask): Desk => ({
  ...desk,
  ...without(desk, one),
  passed: [...desk.passed, nameOf(one)],
});

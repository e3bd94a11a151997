// What comes in: frames into the desk's state, entries into each chat, and what of it deserves to be said.
import { steady } from "../../shared/client/clock";
import type { Effect } from "../../shared/client/core";
import type { Payload } from "../../shared/crypto";
import type { Entry, ToStaff } from "../../shared/protocol";
import { say } from "../../staff/ui/toasts";
import { errorWords } from "../../staff/ui/words";
import { takeFound } from "../box";
import { dropForm } from "../forms";
import { announce, overheard } from "../news";
import { writable } from "../state/chats";
import { reduce } from "../state/desk";
import { type Chat, find } from "../state/model";
import { heard, told, wrote } from "../state/quiet";
import { desk, forget, silence } from "../store";
import { commands, type Engine, engine } from "./engine";
import { refresh } from "./views";

/** One effect of the client's core that is about a chat or the desk. */
export function taken(from: Engine, effect: Effect<Payload>): void {
  if (effect.do === "entry") arrived(from, effect.chat, effect.entry);
  else if (effect.do === "chat") changed(from, effect.chat);
  else if (effect.do === "frame") framed(from, effect.frame as ToStaff);
}

function changed(from: Engine, chat: string): void {
  refresh(chat);
  if (from.core.otherTypes(chat)) hearing(chat);
}

const hearing = (chat: string): void => silence(chat, (held) => heard(held, performance.now()));

function arrived({ core, driver, opener }: Engine, chat: string, entry: Entry): void {
  refresh(chat);
  opener.add(chat, entry);
  if (entry.who === "teen" && entry.kind === "text") overheard();
  if (entry.kind === "text") {
    const who = entry.who === "teen" ? "teen" : "us";
    silence(chat, (held) => wrote(held, who, performance.now(), entry.fence));
  }
  driver.run(core.shown(chat, entry.seq, steady()));
}

function framed(from: Engine, frame: ToStaff): void {
  if (commands.settle(frame)) return;
  if (frame.t === "error") say(errorWords(frame.code), "bad");
  if (frame.t === "quiet") {
    const fence = find(desk.value, frame.chat)?.fence;
    silence(frame.chat, (held) => told(held, frame, performance.now(), fence));
  }
  if (frame.t === "presence" && frame.who === "teen" && frame.online) hearing(frame.chat);
  const before = desk.value;
  desk.value = reduce(before, frame, performance.now());
  announce(before, desk.value);
  if (frame.t === "staff_state") for (const chat of unknownOf(takeFound())) drop(chat);
  for (const chat of desk.value.chats) {
    admit(from, chat);
    if (over(chat, frame)) drop(chat.chat);
  }
}

/** The chats of these that left this person while no page of theirs was open. */
const unknownOf = (chats: readonly string[]): readonly string[] =>
  chats.filter((chat) => !find(desk.value, chat));

/** Nothing left to read here: an offer that went by, or a wrap-up that is just done. One that ended while nobody could
 * say so stays until it has been read. */
const over = (chat: Chat, frame: ToStaff): boolean =>
  chat.gone !== null && (chat.state === "offered" || (chat.state === "wrap_up" && closes(chat, frame)));
const closes = ({ chat }: Chat, frame: ToStaff): boolean =>
  frame.t === "staff_chat_gone" && frame.chat === chat && frame.why === "closed";

/** Under which kid words of this chat are sealed now; "" while it is not ours, or a pair or key is missing. */
function kidOf({ pairs, keyring }: Engine, chat: Chat): string {
  if (!writable(chat)) return "";
  if (chat.role === "counsellor") return pairs.fits(chat.chat, chat.kid) ? chat.kid : "";
  return keyring.holding(chat.chat, chat.fence);
}

/** Words fly only while the chat is ours and active; what is written meanwhile waits. */
function admit(from: Engine, chat: Chat): void {
  const { core, driver, keyring, takingAnew } = from;
  const kid = kidOf(from, chat);
  if (!kid) core.hold(chat.chat);
  if (!kid && writable(chat) && chat.role === "counsellor") takingAnew.seek(chat.chat);
  if (!kid) return;
  keyring.supersede(chat.chat, chat.fence, kid);
  driver.run(core.admit(chat.chat, chat.fence, kid, steady()));
}

/** A pair or a key of this chat came. */
export function admitAgain(from: Engine, chat: string): void {
  const held = find(desk.value, chat);
  if (held) admit(from, held);
}

/** Forgets a chat, what could open it, and what was filled in about it. */
export function drop(chat: string): void {
  engine()?.forget(chat);
  dropForm(chat);
  forget(chat);
}

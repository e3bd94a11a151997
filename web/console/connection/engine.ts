// The console's connection: frames into the state, what is written into the log, keys to where they are needed.

import { steady } from "../shared/client/clock";
import { Core, type Effect } from "../shared/client/core";
import { Driver, Final, socketUrl } from "../shared/client/driver";
import type { ChatLog } from "../shared/client/log";
import type { Item } from "../shared/client/outbox";
import {
  type ConsoleKeys,
  consoleKeys,
  dropConsoleKeys,
  newId,
  type Payload,
  sealMessage,
} from "../shared/crypto";
import type { EntryKind, HelloStaff, ToStaff } from "../shared/protocol";
import { Commands } from "../staff/commands";
import { ApiError } from "../staff/http";
import { prefer } from "../staff/prefs";
import { desk as deskName, me, renewedHere, restore, signOut, socketTicket } from "../staff/session";
import { say } from "../staff/ui/toasts";
import { errorWords } from "../staff/words";
import { loadLibrary } from "./library";
import { announce, overheard } from "./news";
import { Opener } from "./opener";
import { Ring } from "./ring";
import { writable } from "./state/chats";
import { reduce } from "./state/desk";
import { type Chat, find } from "./state/model";
import type { LogView, Opened, Pending } from "./state/transcript";
import { desk, forget, forgetAll, link, logOf, logs } from "./store";

const roleIn = (chat: string) => find(desk.value, chat)?.role ?? "counsellor";
const keys = (): Promise<ConsoleKeys> => consoleKeys(me.value?.id ?? "");

class Engine {
  readonly core = new Core<Payload>(roleIn);
  readonly ring = new Ring();
  readonly opener = new Opener(keys, this.ring, opened);
  readonly driver = new Driver<Payload>({
    url: socketUrl("/ws/staff"),
    core: this.core,
    hello: () => hello(this),
    seal: (chat, item) => seal(this, chat, item),
    on: (effect) => happened(this, effect),
  });
}

let engine: Engine | null = null;
export const commands = new Commands((frame) => engine?.driver.send(frame));

export function connect(): void {
  engine?.driver.stop();
  engine = new Engine();
  engine.driver.start();
  loadLibrary();
}

export const retryNow = (): void => engine?.driver.retry();
/** A fresh page is the shortest way to hold everything again: the log and the grants are replayed to it. */
export const takeOver = (): void => location.reload();

/** Signing out: the keys go first, so that nothing here opens any word any more. */
export async function leave(): Promise<void> {
  engine?.driver.stop();
  engine = null;
  await dropConsoleKeys().catch(() => undefined);
  forgetAll();
  link.value = { state: "off" };
  sessionStorage.clear();
  await signOut();
  prefer({}); // the server asks the browser to forget all of this site; how somebody likes their screen may stay
}

// -- what goes out -------------------------------------------------------------------------------------------

async function hello({ core }: Engine): Promise<HelloStaff> {
  const ticket = await socketTicket().catch((thrown: unknown) => {
    const status = thrown instanceof ApiError ? thrown.status : 0;
    throw status === 401 || status === 403 ? new Final(4105) : thrown;
  });
  const { kid, public: point } = await keys();
  const ticketOf = (chat: string): string => find(desk.value, chat)?.ticket ?? "";
  const chats = core.chats().map((chat) => ({ chat, ...core.log(chat).cursor, ticket: ticketOf(chat) }));
  const first: HelloStaff = {
    t: "hello_staff",
    v: 1,
    ticket,
    desk: deskName.value,
    key: { kid, public: point },
    chats,
  };
  const shown = desk.value.me?.status;
  return shown ? { ...first, status: shown } : first;
}

/** Waits for the teen's grant of this fence; an empty body when the chat moved on meanwhile (it is sealed anew). */
async function seal({ ring }: Engine, chat: string, item: Item<Payload>): Promise<string> {
  const { fence, cid, payload } = item;
  const key = await ring.wait(chat, fence);
  return key ? sealMessage(key, { chat, fence, who: roleIn(chat), cid }, payload) : "";
}

function write(chat: Chat, kind: EntryKind, payload: Payload): void {
  const cid = newId();
  opened(chat.chat, cid, payload);
  if (engine) engine.driver.run(engine.core.write(chat.chat, kind, payload, cid, steady()));
}
export const sendText = (chat: Chat, text: string): void => write(chat, "text", { text });
export const sendCard = (chat: Chat, card: string): void => write(chat, "text", { card });
export const sendNote = (chat: Chat, note: string): void => write(chat, "note", { note });

export function typing(chat: string, on: boolean): void {
  if (engine) engine.driver.run(on ? engine.core.typed(chat, steady()) : engine.core.untyped(chat));
}

// -- what comes in -------------------------------------------------------------------------------------------

function happened(from: Engine, effect: Effect<Payload>): void {
  if (from !== engine) return;
  if (effect.do === "link") linked(from);
  else if (effect.do === "entry") arrived(from, effect.chat, effect.entry);
  else if (effect.do === "chat") refresh(from, effect.chat);
  else if (effect.do === "frame") framed(from, effect.frame as ToStaff);
}

function arrived({ core, driver, opener }: Engine, chat: string, entry: LogView["entries"][number]): void {
  refresh({ core } as Engine, chat);
  opener.add(chat, entry);
  if (entry.who === "teen" && entry.kind === "text") overheard();
  driver.run(core.shown(chat, entry.seq, steady()));
}

function framed(from: Engine, frame: ToStaff): void {
  if (commands.settle(frame)) return;
  if (frame.t === "error") say(errorWords(frame.code), "bad");
  const before = desk.value;
  desk.value = reduce(before, frame, performance.now());
  announce(before, desk.value);
  for (const chat of desk.value.chats) {
    admit(from, chat);
    if (over(chat)) drop(chat.chat);
  }
}

/** Nothing left to read here: an offer that went by, or a wrap-up that is done. */
const over = (chat: Chat): boolean =>
  chat.gone !== null && (chat.state === "offered" || (chat.state === "wrap_up" && chat.gone === "closed"));

/** Forget a chat and everything that could open it. */
export function drop(chat: string): void {
  engine?.core.forget(chat);
  engine?.opener.forget(chat);
  engine?.ring.forget(chat);
  forget(chat);
}

/** Words fly only while the chat is ours and active; what is written meanwhile waits. */
function admit({ core, driver, ring }: Engine, chat: Chat): void {
  if (writable(chat)) {
    ring.supersede(chat.chat, chat.fence);
    driver.run(core.admit(chat.chat, chat.fence, steady()));
  } else core.hold(chat.chat);
}

function refresh({ core }: Pick<Engine, "core">, chat: string): void {
  const log = core.log(chat);
  const pending: Pending[] = log.outbox.items.map(({ cid, kind, payload, state }) => ({
    cid,
    kind,
    payload,
    failed: state === "failed",
  }));
  const peerSeen = log.seenBy.get("teen") ?? 0;
  const view = {
    entries: [...log.entries],
    pending,
    peerSeen,
    lostAt: lossIn(log, logOf(chat).lostAt),
    typing: core.otherTypes(chat),
  };
  logs.value = { ...logs.value, [chat]: { ...logOf(chat), ...view } };
}

/** Said where it is missing, once all that is left is here. */
function lossIn({ lost, attached, replaying, entries }: ChatLog<Payload>, before: number): number {
  return before < 0 && lost && attached && !replaying ? entries.length : before;
}

function opened(chat: string, cid: string, payload: Opened): void {
  const view = logOf(chat);
  logs.value = { ...logs.value, [chat]: { ...view, opened: { ...view.opened, [cid]: payload } } };
}

// -- the connection itself -----------------------------------------------------------------------------------

function linked(from: Engine): void {
  const { state, reason, wakeAt } = from.core.link;
  const fresh = state === "open" && link.value.state !== "online";
  if (state === "final") ended(from, reason ?? "refused");
  else if (state === "waiting") link.value = { state, until: wakeAt ?? 0 };
  else if (state !== "open" && link.value.state === "waiting") link.value = { state: "waiting", until: 0 };
  else link.value = { state: state === "open" ? "online" : "connecting" };
  if (fresh) commands.resend();
  if (fresh) followInvitation();
}

/** The dashboard sends a supervisor here with `#enter=<chat>`; the address is cleared at once. */
export function followInvitation(): void {
  const chat = new URLSearchParams(location.hash.slice(1)).get("enter");
  if (!chat) return;
  history.replaceState(null, "", location.pathname);
  onInvitation(chat);
}
let onInvitation: (chat: string) => void = () => undefined;
export const whenInvited = (how: (chat: string) => void): void => {
  onInvitation = how;
};

function ended(from: Engine, reason: string): void {
  commands.abandon(reason);
  if (reason === "signed_out") restore().then(() => from === engine && anew());
  const elsewhere = reason === "newer_connection";
  link.value = { state: elsewhere ? "elsewhere" : reason === "signed_out" ? "signed_out" : "refused" };
}

/** Still signed in after all: by a change made on this page, or in another tab. */
function anew(): void {
  if (renewedHere()) connect();
  else if (me.value) link.value = { state: "refused" };
}

// What survives a reload: this tab's language, and the box of its chat, which box.ts seals. The rest is memory.
import type { LogSnapshot } from "../shared/client/log-follower";
import type { AgeBand, Topic } from "../shared/codes";
import type { EndChat } from "../shared/http";
import type { Between } from "../shared/transcript/model";
import type { LimitSaid } from "./chat-clock";
import type { QuietKept } from "./quiet";
import type { KeysSnapshot, Sealable } from "./teen-keys";

export interface Profile {
  nickname: string;
  topic: Topic | "";
  age: AgeBand | "";
  /** 1 to 5, as they say it. */
  howBad?: number;
  /** They said that they are in danger now. */
  danger?: boolean;
  /** How they felt before the chat, 0 to 4; it never leaves this page. */
  feels?: number;
}

/** A happening that the transcript shows between messages. */
export interface Happening extends Between {
  after: number;
  code: HappeningCode;
  name: string;
  /** Of the desk's time limit. */
  minutes?: number;
  /** The coming or going that it tells of, drawn once. */
  id?: string;
  /** It stands before what is written under this fence. */
  before?: number;
}
type HappeningCode =
  | "joined"
  | "changed"
  | "supervisor"
  | "left"
  | "supervisor_left"
  | "lost"
  | "passed_on"
  | "handed_on"
  | "kept_back"
  | "gone"
  | "returned"
  | LimitSaid;

/** What opens the chat of this tab. */
export type Credentials = Required<Pick<EndChat, "chat" | "token" | "ticket">>;

/** The chat of this tab; only its credentials until its first connection. */
export interface Held extends Credentials {
  vault?: KeysSnapshot;
  log?: LogSnapshot<Sealable>;
  happenings?: Happening[];
  /** For each fence that is over: the counsellor's read receipt when it ended. */
  readReceipts?: [number, number][];
  /** Their time to think. */
  quiet?: QuietKept;
  /** Until when somebody may come by a return code, in ms since 1970 of this device; the code itself is kept nowhere. */
  codeUntil?: number;
  /** The teen has stopped, and the server does not know it yet. */
  leaving?: boolean;
}

export interface Saved {
  lang?: string;
  pass?: string;
  draft?: string;
  profile?: Profile;
  /** Whose chat it is. */
  desk?: string;
  held?: Held | undefined;
  /** Buzz when it is their turn. */
  buzzes?: boolean;
  /** Lines that came and were not seen. */
  unread?: number;
}

/** Writes the box of this tab's chat, soon after it was asked. */
export interface Keeper {
  ask(): void;
}

const LANG = "hearline";
const BOX = "hearline.chat";
export const HANDLE_CHARS = 22;

let memory: Saved | null = null;
let keeper: Keeper | null = null;
let durable = true;
let closed = false;

function tab(): Storage | null {
  try {
    return globalThis.sessionStorage;
  } catch {
    return null;
  }
}

/** Whether a reload of this page will find the chat again. */
export function survivesReload(): boolean {
  return durable && tab() !== null;
}

export function load(): Saved {
  const lang = tab()?.getItem(LANG);
  memory ??= lang ? { lang } : {};
  return memory;
}

/** The handle and the box that are kept; "" without a chat. */
export const boxed = (): string => tab()?.getItem(BOX) ?? "";

function write(name: string, text: string): void {
  try {
    tab()?.setItem(name, text);
  } catch {
    durable = false;
  }
}

/** Kept in memory, and by whoever keeps the chat; of what comes before a chat the disk has the language alone. */
export function save(part: Partial<Saved>): void {
  if (closed) return;
  memory = { ...load(), ...part };
  if (part.lang) write(LANG, part.lang);
  keeper?.ask();
}

/** From now on what is saved is boxed, too. */
export function keepWith(next: Keeper): void {
  if (!closed) keeper = next;
}

export const keptWith = (): Keeper | null => keeper;

/** Nothing is written by who keeps this chat no more: it may have been sealing while the chat was forgotten. */
export function writeBox(by: Keeper, text: string): void {
  if (by === keeper) write(BOX, text);
}

/** Forgets the chat; the language stays, and in memory the pass. */
export function forgetChat(): void {
  const { lang, pass } = load();
  wipe();
  save({ ...(lang ? { lang } : {}), ...(pass ? { pass } : {}) });
}

/** Leaves nothing. */
export function wipe(): void {
  keeper = null;
  memory = {};
  tab()?.clear();
}

/** Writes nothing more, and leaves what is kept to whoever wrote it since. */
export function letGo(): void {
  keeper = null;
  closed = true;
}

/** Leaves nothing, and takes nothing in any more: what comes late finds no place. */
export function close(): void {
  wipe();
  letGo();
}

// What survives a reload: two entries in this tab's sessionStorage, or memory where the browser forbids it.
import type { LogSnapshot } from "../shared/client/log-follower";
import type { AgeBand, Topic } from "../shared/codes";
import type { EndChat } from "../shared/http";
import { Spaced } from "../shared/spaced";
import type { Between } from "../shared/transcript/model";
import type { Sealable, VaultSnapshot } from "./vault";

export interface Profile {
  nickname: string;
  topic: Topic | "";
  age: AgeBand | "";
}

/** A happening that the transcript shows between messages. */
export interface Happening extends Between {
  after: number;
  code: HappeningCode;
  name: string;
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
  | "gone";

/** What opens the chat of this tab. */
export type Credentials = Required<Pick<EndChat, "chat" | "token" | "ticket">>;

/** The chat of this tab; only its credentials until its first connection. */
export interface Held extends Credentials {
  vault?: VaultSnapshot;
  log?: LogSnapshot<Sealable>;
  happenings?: Happening[];
  /** For each fence that is over: the counsellor's read receipt when it ended. */
  readReceipts?: [number, number][];
  /** The teen has stopped, and the server does not know it yet. */
  leaving?: boolean;
}

interface Small {
  lang?: string;
  pass?: string;
  draft?: string;
  profile?: Profile;
}
export interface Saved extends Small {
  held?: Held | undefined;
}

const SMALL = "hearline";
const CHAT = "hearline.chat";
/** A long chat is written again at most this often: a key that is pressed costs nothing of it. */
const EVERY_MS = 250;

let memory: Saved | null = null;
let durable = true;
let closed = false;
const chat = new Spaced(() => write(CHAT, load().held), EVERY_MS);

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

function read<T>(name: string): T | undefined {
  const text = tab()?.getItem(name);
  return text ? (JSON.parse(text) as T) : undefined;
}

export function load(): Saved {
  memory ??= { ...read<Small>(SMALL), held: read<Held>(CHAT) };
  return memory;
}

function write(name: string, value: unknown): void {
  try {
    if (value === undefined) tab()?.removeItem(name);
    else tab()?.setItem(name, JSON.stringify(value));
  } catch {
    durable = false;
  }
}

export function save(part: Partial<Saved>): void {
  if (closed) return;
  memory = { ...load(), ...part };
  const { held: _, ...small } = memory;
  if ("held" in part) chat.ask();
  if (Object.keys(part).some((name) => name !== "held")) write(SMALL, small);
}

/** Forgets the chat, but neither the language nor the pass of this tab. */
export function forgetChat(): void {
  const { lang, pass } = load();
  wipe();
  save({ ...(lang ? { lang } : {}), ...(pass ? { pass } : {}) });
}

/** Leaves nothing. */
export function wipe(): void {
  chat.cancel();
  memory = {};
  tab()?.clear();
}

/** Leaves nothing, and takes nothing in any more: what comes late finds no place. */
export function close(): void {
  wipe();
  closed = true;
}

/** A page that goes away, or may be thrown away, writes first. */
export function flushOnLeaving(): void {
  addEventListener("pagehide", () => chat.flush());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") chat.flush();
  });
}

// What survives a reload: one entry in this tab's sessionStorage, or memory where the browser forbids it.

import type { LogSnapshot } from "../shared/client/log";
import type { Payload } from "../shared/crypto";
import type { VaultSnapshot } from "./vault";

export interface Profile {
  nickname: string;
  topic: string;
  age: string;
}

/** A happening that the transcript shows between messages. */
export interface Happening {
  after: number;
  code: "joined" | "changed" | "supervisor" | "lost" | "passed_on" | "handed_on" | "kept_back" | "gone";
  name: string;
}

export interface Held {
  chat: string;
  token: string;
  ticket: string;
  vault: VaultSnapshot;
  log: LogSnapshot<Sealable>;
  happenings: Happening[];
  /** For each fence that is over: up to where its words were seen. */
  marks?: [number, number][];
  /** The teen has stopped, and the server does not know it yet. */
  leaving?: boolean;
}

/** A payload on its way: words, or the hand-over of one fence's key. */
export type Sealable = Payload & { grant?: { kid: string; public: string; fence: number } };

export interface Saved {
  lang?: string;
  pass?: string;
  draft?: string;
  profile?: Profile;
  held?: Held | undefined;
}

const NAME = "hearline";
let memory: Saved = {};
let durable = true;

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
  const text = tab()?.getItem(NAME);
  if (text) memory = JSON.parse(text) as Saved;
  return memory;
}

export function save(part: Partial<Saved>): void {
  memory = { ...memory, ...part };
  try {
    tab()?.setItem(NAME, JSON.stringify(memory));
  } catch {
    durable = false;
  }
}

/** Forgets the chat, but neither the language nor the pass of this tab. */
export function forgetChat(): void {
  const { lang, pass } = memory;
  wipe();
  save({ ...(lang ? { lang } : {}), ...(pass ? { pass } : {}) });
}

/** Leaves nothing. */
export function wipe(): void {
  memory = {};
  tab()?.clear();
}

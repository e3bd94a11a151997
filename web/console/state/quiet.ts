// What a counsellor sees of a teen's silence: what the teen's page says of it, within bounds, and what is heard here. Pure.

import type { Quiet } from "../../shared/protocol";

const THINKING_MS = 900_000;
const THINKING_TIMES = 2;

/** Of one chat; times are milliseconds of this page's own clock. */
export interface Silence {
  readonly why: Quiet["why"];
  readonly until: number;
  /** How often they took time; a page that takes more of it is not believed. */
  readonly thought: number;
  /** When the teen last wrote or typed, came back, or was answered. */
  readonly since: number;
  /** Whose words are awaited. */
  readonly turn: "teen" | "us";
  /** Of the newest words or word of a silence: what was written before and is shown only now ends nothing. */
  readonly fence: number;
}

export const begun = (now: number): Silence => ({
  why: "",
  until: 0,
  thought: 0,
  since: now,
  turn: "teen",
  fence: 0,
});

const isThinking = ({ why, until }: Silence, now: number): boolean => why === "thinking" && until > now;

/** The teen's page says why it is quiet; said again to whoever comes, it is the same silence, or still none. */
export function told(before: Silence, { why, left_ms = 0 }: Quiet, now: number, fence = 0): Silence {
  const held = { ...before, fence: Math.max(before.fence, fence) };
  if (why === "") return held.why === "" ? before : { ...held, why, since: now };
  if (why === "asked") return { ...held, why, until: now + left_ms };
  const until = now + Math.min(left_ms, THINKING_MS);
  if (isThinking(held, now)) return { ...held, until: Math.min(held.until, until) };
  if (held.thought >= THINKING_TIMES) return held;
  return { ...held, why, until, thought: held.thought + 1 };
}

/** They type, or their line is back. */
export const heard = (held: Silence, now: number): Silence => ({ ...held, since: now });

/** Words came into the log: theirs end every silence; the first of ours since then begin one. */
export function wrote(before: Silence, who: "teen" | "us", now: number, fence = 0): Silence {
  if (fence < before.fence) return before;
  const held = { ...before, fence };
  if (who === "teen") return { ...held, why: "", turn: "us", since: now };
  return held.turn === "us" ? { ...held, turn: "teen", since: now } : held;
}

export interface Shown {
  readonly what: "" | "thinking" | "asked" | "silent";
  /** Left of it, or how long it is silent already. */
  readonly ms: number;
}

/** `askMs`: after so long the desk asks whether somebody is there. */
export function shownOf(held: Silence, now: number, askMs: number): Shown {
  if (isThinking(held, now)) return { what: "thinking", ms: held.until - now };
  if (held.why === "asked") return { what: "asked", ms: Math.max(0, held.until - now) };
  const since = Math.max(held.since, held.why === "thinking" ? held.until : 0);
  const silent = held.turn === "teen" && now - since >= askMs;
  return silent ? { what: "silent", ms: now - since } : { what: "", ms: 0 };
}

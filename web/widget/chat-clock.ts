// What time does to a chat: a silence is asked about and ends it, time to think makes it rest, a time limit is said.
import { signal } from "@preact/signals-core";
import { steady } from "../shared/client/clock";
import type { Availability } from "../shared/http";
import type { TeenFrame } from "../shared/protocol";
import { Quiet, type QuietKept, type QuietTimes, type Why } from "./quiet";

export interface ChatTimes extends QuietTimes {
  /** How long a chat may last; null for as long as it takes. */
  readonly limit: number | null;
}

const MINUTE = 60_000;
const LOOK_MS = 5_000;
/** So long before its end the limit is said again. */
const SOON_MS = 10 * MINUTE;

/** A desk that says nothing of it asks at 10 minutes and ends at 15. */
export const timesOf = (desk: Availability | null): ChatTimes => ({
  ask: desk?.quiet_ask_ms ?? 10 * MINUTE,
  end: desk?.quiet_end_ms ?? 15 * MINUTE,
  limit: desk?.talk_limit_ms ?? null,
});

/** A limit as short as this is said at its start alone. */
const SHORT_MS = 15 * MINUTE;

export type LimitSaid = "limit" | "limit_soon" | "limit_over";

/** What is to be said of the limit by now: at the start, ten minutes before it, and at it. */
export function limitSaid(talkedMs: number, limit: number | null): LimitSaid | "" {
  if (limit === null) return "";
  if (talkedMs >= limit) return "limit_over";
  return limit > SHORT_MS && talkedMs >= limit - SOON_MS ? "limit_soon" : "limit";
}

/** What the clock must know of its chat, and what it does there. */
export interface Around {
  times(): ChatTimes;
  /** `talking`: the chat is active, its line is up and somebody is there; `turn`: it is for the teen to write. */
  now(): { chat: string; active: boolean; talking: boolean; turn: boolean };
  send(frame: TeenFrame): boolean;
  /** Each thing once, with whole minutes: of the limit, or left of it. */
  say(what: LimitSaid, minutes: number): void;
  over(): void;
}

export interface QuietShown {
  why: Why;
  /** Left of it, whole ones. */
  minutes: number;
  timesLeft: number;
}

export class ChatClock {
  readonly quiet = signal<QuietShown>({ why: "", minutes: 0, timesLeft: 0 });
  readonly #quiet: Quiet;
  /** What the other end was told last; null when it may believe something older: from before a reload, or a lost line. */
  #told: Why | null;
  /** The other end was told of a silence once: who missed that it is over still believes it. */
  #spoke: boolean;
  #began: number | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(
    kept: QuietKept | undefined,
    private readonly around: Around,
  ) {
    this.#quiet = new Quiet(kept);
    this.#spoke = kept !== undefined;
    this.#told = this.#spoke ? null : "";
  }

  get kept(): QuietKept {
    return this.#quiet.kept;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.look(), LOOK_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** The desk says since when somebody was there. */
  talked(seconds: number): void {
    this.#began = steady() - seconds * 1000;
    this.look();
  }

  /** The teen writes, or says that they are there. */
  here(): void {
    this.#quiet.here(steady());
    this.look();
  }

  think(): void {
    if (this.around.now().active) this.#quiet.think(steady());
    this.look();
  }

  /** Somebody came, or the line is another one: they have not heard yet. */
  tellAnew(): void {
    if (this.#told !== "over" && this.#spoke) this.#told = null;
    this.look();
  }

  look(): void {
    const { active, talking, turn } = this.around.now();
    const times = this.around.times();
    this.#quiet.look(steady(), times, talking && turn);
    if (active) this.#sayLimit(times);
    const why = active ? this.#quiet.why(times) : "";
    const leftMs = this.#quiet.left(times);
    this.#show(why, Math.ceil(leftMs / MINUTE));
    if (why === "over") this.#end();
    else this.#tell(why, leftMs);
  }

  /** Only what is seen to change, for a page is drawn anew with it. */
  #show(why: Why, minutes: number): void {
    const { timesLeft } = this.#quiet;
    const before = this.quiet.peek();
    if (before.why === why && before.minutes === minutes && before.timesLeft === timesLeft) return;
    this.quiet.value = { why, minutes, timesLeft };
  }

  #sayLimit({ limit }: ChatTimes): void {
    const talked = this.#began === null ? 0 : steady() - this.#began;
    const said = limitSaid(talked, limit);
    const ms = (limit ?? 0) - (said === "limit_soon" ? talked : 0);
    if (said) this.around.say(said, Math.max(1, Math.round(ms / MINUTE)));
  }

  #tell(why: Exclude<Why, "over">, leftMs: number): void {
    if (why === this.#told) return;
    const frame = { t: "quiet" as const, chat: this.around.now().chat, why, left_ms: Math.round(leftMs) };
    if (!this.around.send(frame)) return;
    this.#told = why;
    this.#spoke ||= why !== "";
  }

  #end(): void {
    if (this.#told === "over") return;
    this.#told = "over";
    this.around.over();
  }
}

// How long a teen says nothing: when they are asked whether they are there, when it is over, and time to think. Pure.
// Time is counted in steps of a clock that nobody can set; a step in which the page slept counts nothing.

export interface QuietTimes {
  /** After so long without words they are asked. */
  readonly ask: number;
  /** After so long it is over. */
  readonly end: number;
}

/** `thinking`: they asked for time; `asked`: whether they are there; `over`: they were asked and did not answer. */
export type Why = "" | "thinking" | "asked" | "over";

/** What a reload keeps. */
export interface QuietKept {
  /** How often they asked for time. */
  thought: number;
  /** Left of the time they asked for; 0 when they do not think. */
  left: number;
}

export const THINKING_MS = 900_000;
export const THINKING_TIMES = 2;
/** A hidden page still looks at the clock about once a minute; after more it was frozen. */
const SLEPT_MS = 75_000;

export class Quiet {
  #idle = 0;
  #asked: number | null = null;
  #thought: number;
  #left: number;
  #at: number | null = null;

  constructor(kept?: QuietKept) {
    this.#thought = kept?.thought ?? 0;
    this.#left = Math.min(kept?.left ?? 0, THINKING_MS);
  }

  get kept(): QuietKept {
    return { thought: this.#thought, left: this.#left };
  }

  /** How often they may still ask for time. */
  get timesLeft(): number {
    return Math.max(0, THINKING_TIMES - this.#thought);
  }

  /** They write, or say that they are there: time to think ends with it. */
  here(now: number): void {
    this.#idle = 0;
    this.#asked = null;
    this.#left = 0;
    this.#at = now;
  }

  /** They ask for time; false when they had it as often as it is given. */
  think(now: number): boolean {
    if (this.timesLeft === 0 || this.#left > 0) return false;
    this.here(now);
    this.#thought += 1;
    this.#left = THINKING_MS;
    return true;
  }

  /** Time went by; `counts` while somebody is there, the line is up and it is the teen's turn. */
  look(now: number, { ask, end }: QuietTimes, counts: boolean): void {
    const passed = Math.max(0, now - (this.#at ?? now));
    this.#at = now;
    if (this.#left > 0) {
      this.#left = Math.max(0, this.#left - passed);
      return;
    }
    if (passed > SLEPT_MS) {
      if (this.#asked !== null) this.#asked = 0;
    } else if (counts) this.#count(passed, ask, end);
  }

  #count(passed: number, ask: number, end: number): void {
    this.#idle += passed;
    if (this.#asked !== null) this.#asked = Math.min(this.#asked + passed, end - ask);
    else if (this.#idle >= ask) this.#asked = 0;
  }

  why({ ask, end }: QuietTimes): Why {
    if (this.#left > 0) return "thinking";
    if (this.#asked === null) return "";
    return this.#asked >= end - ask ? "over" : "asked";
  }

  /** Left of what `why` says. */
  left({ ask, end }: QuietTimes): number {
    return this.#left || (this.#asked === null ? 0 : Math.max(0, end - ask - this.#asked));
  }
}

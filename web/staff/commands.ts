// Commands to the desk: each has an id that survives a reconnect, and is answered by `ok` or `error`. Reads clocks, sends nothing itself.

import { steady } from "../shared/client/clock";
import { newId } from "../shared/crypto/bytes";
import type { StaffFrame, ToStaff } from "../shared/protocol";

type Named = Extract<StaffFrame, { id: string }>;
/** A command before it got its id. */
export type Command = Named extends infer One ? (One extends Named ? Omit<One, "id"> : never) : never;
export class Refused extends Error {
  constructor(
    readonly code: string,
    readonly retry: boolean,
  ) {
    super(code);
  }
}
/** The desk remembers for two minutes what it has done: sent again after that, a command would be done a second time, and one
 * that it never heard of long after it was meant. */
const LIFE_MS = 60_000;
/** One of them may stand still while the device sleeps, the other be set. */
const clocks = (): readonly number[] => [steady(), Date.now()];

interface Waiting {
  frame: Named;
  since: readonly number[];
  done: () => void;
  fail: (why: Refused) => void;
}

export class Commands {
  readonly #waiting = new Map<string, Waiting>();

  constructor(private readonly send: (frame: Named) => void) {}

  /** Resolves when it took effect; rejects with Refused. Sent again, with the same id, after a reconnect within a minute. */
  issue(command: Command): Promise<void> {
    const frame = { ...command, id: newId() } as Named;
    return new Promise((done, fail) => {
      this.#waiting.set(frame.id, { frame, since: clocks(), done, fail });
      this.send(frame);
    });
  }

  /** True when the frame answered one of ours. */
  settle(frame: ToStaff): boolean {
    if (frame.t === "ok") return this.#end(frame.id, (one) => one.done());
    if (frame.t === "trace") return this.#end(frame.id, (one) => one.done());
    if (frame.t !== "error") return false;
    return this.#end(frame.ref ?? "", (one) => one.fail(new Refused(frame.code, frame.retry ?? false)));
  }

  resend(): void {
    const now = clocks();
    for (const [id, { frame, since }] of this.#waiting) {
      if (now.every((at, clock) => at - (since[clock] ?? at) < LIFE_MS)) this.send(frame);
      else this.#end(id, (old) => old.fail(new Refused("unavailable", true)));
    }
  }

  /** The connection ended for good: nobody will answer. */
  abandon(code: string): void {
    for (const one of this.#waiting.values()) one.fail(new Refused(code, false));
    this.#waiting.clear();
  }

  #end(id: string, how: (one: Waiting) => void): boolean {
    const one = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (one) how(one);
    return one !== undefined;
  }
}

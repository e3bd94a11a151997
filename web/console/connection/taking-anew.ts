// A counsellor needs the pair under which the teen is shown them: it is looked for here, else the chat is taken anew.
import { Refused } from "../../staff/commands";
import type { Chat } from "../state/model";
import type { Pairs } from "./pairs";

const AGAIN_MS = 1_500;
/** A desk that took the chat tells of it sooner; one that forgot it, as in a failover, tells nothing. */
const TOLD_WITHIN_MS = 10_000;

export interface TakingAnewOptions {
  pairs: Pairs;
  /** Sends `take_anew`; rejects with Refused. */
  take: (chat: Chat, key: Awaited<ReturnType<Pairs["fresh"]>>) => Promise<void>;
  /** The chat as the desk has it now, while its counsellor is on this page. */
  now: (chat: string) => Chat | undefined;
  /** Its pair is here: words may fly. */
  found: (chat: Chat) => void;
}

export class TakingAnew {
  readonly #busy = new Set<string>();
  /** Fences that were taken anew: the desk is about to tell of the next one. */
  readonly #over = new Map<string, number>();

  constructor(private readonly options: TakingAnewOptions) {}

  /** A new connection: what the last one was told may have been forgotten. */
  anew(): void {
    this.#over.clear();
  }

  forget(chat: string): void {
    this.#over.delete(chat);
  }

  /** Sees to it that the pair of this chat is here. */
  seek(chat: string): void {
    if (this.#busy.has(chat)) return;
    this.#busy.add(chat);
    const tried = this.options.now(chat)?.fence ?? 0;
    void this.#seek(chat)
      .catch((why) => this.#refused(chat, why))
      .finally(() => this.#busy.delete(chat))
      .then(() => this.#look(chat, tried));
  }

  async #seek(chat: string): Promise<void> {
    const { pairs, now, take } = this.options;
    await pairs.of(chat);
    const seat = now(chat);
    if (!seat || pairs.fits(chat, seat.kid) || this.#over.get(chat) === seat.fence) return;
    await take(seat, await pairs.fresh(chat));
    this.#over.set(chat, seat.fence);
    setTimeout(() => this.#doubt(chat, seat.fence), TOLD_WITHIN_MS);
  }

  #doubt(chat: string, taken: number): void {
    if (this.#over.get(chat) !== taken || this.options.now(chat)?.fence !== taken) return;
    this.#over.delete(chat);
    this.seek(chat);
  }

  /** The desk may have told of another fence meanwhile. */
  #look(chat: string, tried: number): void {
    const seat = this.options.now(chat);
    if (!seat) return;
    if (this.options.pairs.fits(chat, seat.kid)) this.options.found(seat);
    else if (seat.fence !== tried) this.seek(chat);
  }

  /** Refused for another fence, the desk's next word leads on; refused for now, it is tried again. */
  #refused(chat: string, why: unknown): void {
    if (why instanceof Refused && why.retry) setTimeout(() => this.seek(chat), AGAIN_MS);
  }
}

// A counsellor needs the pair under which the teen is shown them: it is looked for here, else the chat is taken anew.
import type { Key } from "../../shared/protocol";
import { Refused } from "../../staff/commands";
import type { Chat } from "../state/model";
import type { Pairs } from "./pairs";

const AGAIN_MS = 1_500;
/** A desk that took the chat tells of it sooner; one that forgot it, as in a failover, tells nothing. */
const TOLD_WITHIN_MS = 10_000;

export interface TakingAnewOptions {
  pairs: Pairs;
  /** Sends `take_anew`; rejects with Refused. */
  take: (chat: Chat, key: Key) => Promise<void>;
  /** The chat as the desk has it now, while its counsellor is on this page. */
  now: (chat: string) => Chat | undefined;
  /** Its pair is here: words may fly. */
  found: (chat: Chat) => void;
}

export class TakingAnew {
  readonly #busy = new Set<string>();
  /** Fences that were taken anew: the desk is about to tell of the next one. */
  readonly #over = new Map<string, number>();
  /** With which pair one was asked for last: a desk that is slow still takes it. */
  readonly #tried = new Map<string, { fence: number; key: Key }>();

  constructor(private readonly options: TakingAnewOptions) {}

  /** A new connection: what the last one was told may have been forgotten. */
  anew(): void {
    this.#over.clear();
  }

  forget(chat: string): void {
    this.#over.delete(chat);
    this.#tried.delete(chat);
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
    await take(seat, await this.#keyFor(chat, seat.fence));
    this.#over.set(chat, seat.fence);
    setTimeout(() => this.#doubt(chat, seat.fence), TOLD_WITHIN_MS);
  }

  async #keyFor(chat: string, fence: number): Promise<Key> {
    const { pairs } = this.options;
    const tried = this.#tried.get(chat);
    if (tried?.fence === fence && pairs.fits(chat, tried.key.kid)) return tried.key;
    const key = await pairs.fresh(chat);
    this.#tried.set(chat, { fence, key });
    return key;
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

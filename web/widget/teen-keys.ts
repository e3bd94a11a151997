// The teen's keys: one per fence, from one secret made here, handed to consoles as grants.

import type { Item } from "../shared/client/outbox";
import {
  type Bytes,
  b64u,
  fenceKey,
  fromB64u,
  makeGrant,
  openMessage,
  type Payload,
  random,
  sealMessage,
} from "../shared/crypto";
import type { Entry, Holder } from "../shared/protocol";

/** What is on its way: words, the hand-over of one fence's key, or the answer about earlier words, which is not sealed. */
export type Sealable = Payload & {
  grant?: { kid: string; public: string; fence: number; holding: string };
  share?: { kid: string; yes: boolean };
};

const SECRET_BYTES = 32;

export interface KeysSnapshot {
  secret: string;
  /** Each fence in which something was sealed, and the kid of who held it. */
  fences: [number, string][];
  granted: string[];
}

export const shareBody = ({ kid, yes }: { kid: string; yes: boolean }): string =>
  `s1.${kid}.${yes ? "yes" : "no"}`;

export class TeenKeys {
  #secret: Bytes | null;
  /** To us a fence has one holder's kid, ever. */
  readonly #fences: Map<number, string>;
  readonly #granted: Set<string>;

  constructor(
    private readonly chat: string,
    held?: KeysSnapshot,
  ) {
    this.#secret = held ? fromB64u(held.secret) : random(SECRET_BYTES);
    this.#fences = new Map(held?.fences);
    this.#granted = new Set(held?.granted);
  }

  snapshot(): KeysSnapshot {
    const secret = this.#secret ? b64u(this.#secret) : "";
    return { secret, fences: [...this.#fences], granted: [...this.#granted] };
  }

  /** Nothing is sealed for this fence any more: a newer one was shown. */
  isOver(fence: number): boolean {
    return fence < this.#newest;
  }

  /** Under which kid words of this fence are sealed: the first that was shown; "" while nobody holds it. */
  holding(fence: number, shown = ""): string {
    if (shown && !this.isOver(fence) && !this.#fences.has(fence)) this.#fences.set(fence, shown);
    return this.#fences.get(fence) ?? "";
  }

  /** The fences before this one whose words a key of ours opens. */
  earlier(fence: number): number[] {
    return [...this.#fences.keys()].filter((held) => held < fence);
  }

  /**
   * The grant this holder still needs for this fence, once; nothing while they are offline, nor for another counsellor
   * than the first that was shown for the newest fence: whoever writes Redis can have one offered what is running.
   */
  grantFor(holder: Holder, fence: number): Sealable | null {
    const holding = this.holding(fence);
    if (!holder.key || !holding) return null;
    if (holder.who === "counsellor" && holder.key.kid !== this.holding(this.#newest)) return null;
    const mark = `${holder.key.kid}.${fence}`;
    if (this.#granted.has(mark)) return null;
    this.#granted.add(mark);
    return { grant: { ...holder.key, fence, holding } };
  }

  async seal(item: Item<Sealable>): Promise<string> {
    const { fence, kid, cid, kind, payload } = item;
    const { grant, share, ...words } = payload;
    if (share) return shareBody(share);
    const { chat } = this;
    if (grant) {
      const key = await this.#keyOf(grant.fence, grant.holding);
      return makeGrant(chat, grant.fence, grant.holding, grant, key);
    }
    return sealMessage(await this.#keyOf(fence, kid), { chat, fence, kid, who: "teen", cid, kind }, words);
  }

  async open(entry: Entry): Promise<Payload> {
    const { fence, kid, who, cid, kind, body } = entry;
    return openMessage(await this.#keyOf(fence, kid), { chat: this.chat, fence, kid, who, cid, kind }, body);
  }

  /** Forgets every key. */
  destroy(): void {
    this.#secret?.fill(0);
    this.#secret = null;
  }

  get #newest(): number {
    return Math.max(0, ...this.#fences.keys());
  }

  #keyOf(fence: number, kid: string): Promise<Bytes> {
    if (!this.#secret) throw new Error("destroyed");
    return fenceKey(this.#secret, this.chat, fence, kid);
  }
}

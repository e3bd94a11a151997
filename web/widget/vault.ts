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

/** A payload on its way: words, or the hand-over of one fence's key. */
export type Sealable = Payload & { grant?: { kid: string; public: string; fence: number } };

const SECRET_BYTES = 32;

export interface VaultSnapshot {
  secret: string;
  fences: number[];
  granted: string[];
}

export class Vault {
  #secret: Bytes | null;
  /** The fences in which something was sealed. */
  readonly #fences: Set<number>;
  readonly #granted: Set<string>;

  constructor(
    private readonly chat: string,
    held?: VaultSnapshot,
  ) {
    this.#secret = held ? fromB64u(held.secret) : random(SECRET_BYTES);
    this.#fences = new Set(held?.fences);
    this.#granted = new Set(held?.granted);
  }

  snapshot(): VaultSnapshot {
    const secret = this.#secret ? b64u(this.#secret) : "";
    return { secret, fences: [...this.#fences], granted: [...this.#granted] };
  }

  /** The fences before this one whose words a key of ours opens. */
  earlier(fence: number): number[] {
    return [...this.#fences].filter((held) => held < fence);
  }

  /** The grant this holder still needs for this fence, once; nothing while they are offline. */
  grantFor(holder: Holder, fence: number): Sealable | null {
    if (!holder.key) return null;
    const mark = `${holder.key.kid}.${fence}`;
    if (this.#granted.has(mark)) return null;
    this.#granted.add(mark);
    this.#fences.add(fence);
    return { grant: { ...holder.key, fence } };
  }

  /** A console that came back may have lost its keys: grant again. */
  forgetGrants(holder: Holder): void {
    for (const mark of this.#granted) if (mark.startsWith(`${holder.key?.kid}.`)) this.#granted.delete(mark);
  }

  async seal(item: Item<Sealable>): Promise<string> {
    const { fence, cid, payload } = item;
    const { grant, ...words } = payload;
    if (grant) return makeGrant(this.chat, grant.fence, grant, await this.#keyOf(grant.fence));
    return sealMessage(await this.#keyOf(fence), { chat: this.chat, fence, who: "teen", cid }, words);
  }

  async open(entry: Entry): Promise<Payload> {
    const { fence, who, cid, body } = entry;
    return openMessage(await this.#keyOf(fence), { chat: this.chat, fence, who, cid }, body);
  }

  /** Forgets every key. */
  destroy(): void {
    this.#secret?.fill(0);
    this.#secret = null;
  }

  #keyOf(fence: number): Promise<Bytes> {
    if (!this.#secret) throw new Error("destroyed");
    this.#fences.add(fence);
    return fenceKey(this.#secret, this.chat, fence);
  }
}

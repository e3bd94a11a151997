// The teen's keys: one per fence, made here, handed to consoles as grants.

import type { Item } from "../shared/client/outbox";
import {
  type Bytes,
  b64u,
  fromB64u,
  makeGrant,
  openMessage,
  type Payload,
  random,
  sealMessage,
} from "../shared/crypto";
import type { Entry, Holder } from "../shared/protocol";
import type { Sealable } from "./storage";

export interface VaultSnapshot {
  keys: [number, string][];
  granted: string[];
}

export class Vault {
  private readonly keys = new Map<number, Bytes>();
  private readonly granted = new Set<string>();

  constructor(
    private readonly chat: string,
    held?: VaultSnapshot,
  ) {
    for (const [fence, key] of held?.keys ?? []) this.keys.set(fence, fromB64u(key));
    for (const mark of held?.granted ?? []) this.granted.add(mark);
  }

  snapshot(): VaultSnapshot {
    return { keys: [...this.keys].map(([fence, key]) => [fence, b64u(key)]), granted: [...this.granted] };
  }

  /** The fences before this one for which we hold a key. */
  earlier(fence: number): number[] {
    return [...this.keys.keys()].filter((held) => held < fence);
  }

  /** The grant this holder still needs for this fence, once; nothing while they are offline. */
  grantFor(holder: Holder, fence: number): Sealable | null {
    if (!holder.key) return null;
    const mark = `${holder.key.kid}.${fence}`;
    if (this.granted.has(mark)) return null;
    this.granted.add(mark);
    this.keyOf(fence);
    return { grant: { ...holder.key, fence } };
  }

  /** A console that came back may have lost its keys: grant again. */
  forgetGrants(holder: Holder): void {
    for (const mark of this.granted) if (mark.startsWith(`${holder.key?.kid}.`)) this.granted.delete(mark);
  }

  async seal(item: Item<Sealable>): Promise<string> {
    const { fence, cid, payload } = item;
    const { grant, ...words } = payload;
    if (grant) return makeGrant(this.chat, grant.fence, grant, this.keyOf(grant.fence));
    return sealMessage(this.keyOf(fence), { chat: this.chat, fence, who: "teen", cid }, words);
  }

  async open(entry: Entry): Promise<Payload> {
    const key = this.keys.get(entry.fence);
    if (!key) throw new Error("no key for this fence");
    const { fence, who, cid, body } = entry;
    return openMessage(key, { chat: this.chat, fence, who, cid }, body);
  }

  /** Forgets every key. */
  destroy(): void {
    for (const key of this.keys.values()) key.fill(0);
    this.keys.clear();
  }

  private keyOf(fence: number): Bytes {
    const held = this.keys.get(fence) ?? random(32);
    this.keys.set(fence, held);
    return held;
  }
}

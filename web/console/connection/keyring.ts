// The chat keys this console was granted, by chat and fence; in memory only. Who seals may wait for a key to come.

import type { Bytes } from "../../shared/crypto";

type Waiter = (key: Bytes | null) => void;

export class Keyring {
  readonly #keys = new Map<string, Bytes>();
  readonly #waiting = new Map<string, Waiter[]>();

  get(chat: string, fence: number): Bytes | undefined {
    return this.#keys.get(place(chat, fence));
  }

  /** True when this key is new here. */
  put(chat: string, fence: number, key: Bytes): boolean {
    const at = place(chat, fence);
    const fresh = !this.#keys.has(at);
    this.#keys.set(at, key);
    this.#release(at, key);
    return fresh;
  }

  /** The key once it is granted; null when the chat has moved past this fence first. */
  wait(chat: string, fence: number): Promise<Bytes | null> {
    const at = place(chat, fence);
    const held = this.#keys.get(at);
    if (held) return Promise.resolve(held);
    return new Promise((tell) => this.#waiting.set(at, [...(this.#waiting.get(at) ?? []), tell]));
  }

  /** Nobody will grant keys of other fences any more. */
  supersede(chat: string, fence: number): void {
    for (const at of this.#waiting.keys()) {
      if (at.startsWith(`${chat}|`) && at !== place(chat, fence)) this.#release(at, null);
    }
  }

  forget(chat: string): void {
    this.supersede(chat, -1);
    for (const at of this.#keys.keys()) if (at.startsWith(`${chat}|`)) this.#keys.delete(at);
  }

  #release(at: string, key: Bytes | null): void {
    for (const tell of this.#waiting.get(at) ?? []) tell(key);
    this.#waiting.delete(at);
  }
}

const place = (chat: string, fence: number): string => `${chat}|${fence}`;

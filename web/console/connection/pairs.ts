// This console's key pairs: the newest for each chat it holds, made for one fence; in memory and in its box.
import { type ConsoleKeys, makeConsoleKeys } from "../../shared/crypto";
import type { Key } from "../../shared/protocol";
import { dropPair, keepPair, pairOf } from "../box";

export const keyOf = ({ kid, public: point }: ConsoleKeys): Key => ({ kid, public: point });

export class Pairs {
  readonly #held = new Map<string, ConsoleKeys>();

  /** A pair for the fence that is about to be taken. */
  async fresh(chat: string): Promise<Key> {
    const made = await makeConsoleKeys();
    this.#held.set(chat, made);
    await keepPair(chat, made);
    return keyOf(made);
  }

  /** The newest pair of this chat, also after a reload. */
  async of(chat: string): Promise<ConsoleKeys | undefined> {
    const held = this.#held.get(chat) ?? (await pairOf(chat));
    if (held && !this.#held.has(chat)) this.#held.set(chat, held);
    return this.#held.get(chat);
  }

  /** Whether this is the kid of the pair that is here, as far as it was looked for. */
  fits(chat: string, kid: string): boolean {
    return kid !== "" && this.#held.get(chat)?.kid === kid;
  }

  forget(chat: string): void {
    this.#held.delete(chat);
    dropPair(chat);
  }
}

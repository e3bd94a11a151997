// This console's key pairs: one for each chat it holds, made for one fence; in memory and in this browser.
import {
  type ConsoleKeys,
  type FencePair,
  forgetKeys,
  freshKeys,
  heldKeys,
  makeConsoleKeys,
} from "../../shared/crypto";
import type { Key } from "../../shared/protocol";

export const keyOf = ({ kid, public: point }: ConsoleKeys): Key => ({ kid, public: point });

export class Pairs {
  readonly #held = new Map<string, FencePair>();

  constructor(private readonly login: () => string) {}

  /** A pair for the fence that is about to be taken; a browser that keeps none has it in memory alone. */
  async fresh(chat: string, fence: number): Promise<Key> {
    const made = await freshKeys(this.login(), chat, fence).catch(async () => ({
      ...(await makeConsoleKeys()),
      fence,
    }));
    this.#held.set(chat, made);
    return keyOf(made);
  }

  /** The newest pair of this chat, also after a reload. */
  async of(chat: string): Promise<FencePair | undefined> {
    const held = this.#held.get(chat) ?? (await heldKeys(this.login(), chat).catch(() => undefined));
    if (held && !this.#held.has(chat)) this.#held.set(chat, held);
    return this.#held.get(chat);
  }

  /** The kid of the pair that was made for this fence; "" while none is known here. */
  kidAt(chat: string, fence: number): string {
    const held = this.#held.get(chat);
    return held?.fence === fence ? held.kid : "";
  }

  forget(chat: string): void {
    this.#held.delete(chat);
    forgetKeys(this.login(), chat).catch(() => undefined);
  }
}

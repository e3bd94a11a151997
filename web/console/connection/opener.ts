// Opens what arrives, chat by chat and in order: grants give keys, keys open words; what stays shut is `hidden`.

import { mayWrite } from "../../shared/client/senders";
import { type ConsoleKeys, openGrant, openMessage } from "../../shared/crypto";
import type { Entry } from "../../shared/protocol";
import type { Opened } from "../../shared/transcript/model";
import type { Keyring } from "./keyring";

type Tell = (chat: string, cid: string, opened: Opened) => void;

export class Opener {
  readonly #queues = new Map<string, Promise<void>>();
  readonly #shut = new Map<string, Entry[]>();

  constructor(
    private readonly keys: () => Promise<ConsoleKeys>,
    private readonly ring: Keyring,
    private readonly tell: Tell,
  ) {}

  /** Queue one entry; entries of one chat are opened one after the other. */
  add(chat: string, entry: Entry): void {
    const before = this.#queues.get(chat) ?? Promise.resolve();
    const next = before.then(() => this.#take(chat, entry));
    this.#queues.set(
      chat,
      next.catch(() => undefined),
    );
  }

  forget(chat: string): void {
    this.#queues.delete(chat);
    this.#shut.delete(chat);
  }

  /** What its writer may not write is passed over: only the teen hands out keys. */
  async #take(chat: string, entry: Entry): Promise<void> {
    if (mayWrite(entry)) await (entry.kind === "grant" ? this.#grant(chat, entry) : this.#words(chat, entry));
  }

  async #grant(chat: string, entry: Entry): Promise<void> {
    const grant = await openGrant(chat, await this.keys(), entry.body).catch(() => null);
    if (!grant || !this.ring.put(chat, grant.fence, grant.key)) return;
    const shut = this.#shut.get(chat) ?? [];
    this.#shut.set(
      chat,
      shut.filter((one) => one.fence !== grant.fence),
    );
    for (const one of shut) if (one.fence === grant.fence) await this.#words(chat, one);
  }

  async #words(chat: string, entry: Entry): Promise<void> {
    const key = this.ring.get(chat, entry.fence);
    const { fence, who, cid, body } = entry;
    const opened = key && (await openMessage(key, { chat, fence, who, cid }, body).catch(() => undefined));
    if (!opened) this.#shut.set(chat, [...(this.#shut.get(chat) ?? []), entry]);
    this.tell(chat, cid, opened ?? "hidden");
  }
}

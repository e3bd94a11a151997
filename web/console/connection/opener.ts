// Opens what arrives, chat by chat and in order: grants give keys, keys open words; what stays shut is `hidden`.

import { mayWrite } from "../../shared/client/senders";
import { type ConsoleKeys, openGrant, openMessage } from "../../shared/crypto";
import { UNREADABLE } from "../../shared/payloads";
import type { Entry } from "../../shared/protocol";
import type { Opened } from "../../shared/transcript/model";
import type { Keyring } from "./keyring";

type Tell = (chat: string, cid: string, opened: Opened) => void;

export class Opener {
  readonly #queues = new Map<string, Promise<void>>();
  readonly #shut = new Map<string, Entry[]>();

  constructor(
    private readonly keys: (chat: string) => Promise<ConsoleKeys | undefined>,
    private readonly ring: Keyring,
    private readonly tell: Tell,
    /** A key came: what waits to be sealed may fly. */
    private readonly granted: (chat: string) => void = () => undefined,
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
    if (mayWrite(entry)) await this.#read(chat, entry);
  }

  async #read(chat: string, entry: Entry): Promise<void> {
    if (entry.kind === "grant") await this.#grant(chat, entry);
    else if (entry.kind === "share") await this.#answer(chat, entry);
    else await this.#words(chat, entry);
  }

  /** Only what was answered to this console counts here. */
  async #answer(chat: string, entry: Entry): Promise<void> {
    const pair = await this.keys(chat);
    const answer = pair && entry.body.startsWith(`s1.${pair.kid}.`) ? entry.body.split(".")[2] : "";
    if (answer) this.tell(chat, entry.cid, { shared: answer === "yes" });
  }

  async #grant(chat: string, entry: Entry): Promise<void> {
    const pair = await this.keys(chat);
    const grant = pair && (await openGrant(chat, pair, entry.body).catch(() => null));
    if (!grant || !this.ring.put(chat, grant.fence, grant.holding, grant.key)) return;
    const fits = (one: Entry): boolean => one.fence === grant.fence && one.kid === grant.holding;
    const shut = this.#shut.get(chat) ?? [];
    this.#shut.set(
      chat,
      shut.filter((one) => !fits(one)),
    );
    for (const one of shut.filter(fits)) await this.#words(chat, one);
    this.granted(chat);
  }

  async #words(chat: string, entry: Entry): Promise<void> {
    const { fence, kid, who, cid, kind, body } = entry;
    const key = this.ring.get(chat, fence, kid);
    if (!key) this.#shut.set(chat, [...(this.#shut.get(chat) ?? []), entry]);
    const context = { chat, fence, kid, who, cid, kind };
    this.tell(chat, cid, key ? await openMessage(key, context, body).catch(() => UNREADABLE) : "hidden");
  }
}

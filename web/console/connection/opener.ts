// Opens what arrives, chat by chat and in order: grants give keys, keys open words; what stays shut is `hidden`.

import { mayWrite } from "../../shared/client/senders";
import { type ConsoleKeys, openGrant, openMessage } from "../../shared/crypto";
import { UNREADABLE } from "../../shared/payloads";
import type { Entry } from "../../shared/protocol";
import type { Opened } from "../../shared/transcript/model";
import type { Keyring } from "./keyring";

type Tell = (chat: string, entry: Entry, opened: Opened) => void;

/** What is being opened of one chat, as long as it is held. */
interface Opening {
  queue: Promise<void>;
  shut: Entry[];
}

export class Opener {
  readonly #openings = new Map<string, Opening>();

  constructor(
    private readonly keys: (chat: string) => Promise<ConsoleKeys | undefined>,
    private readonly ring: Keyring,
    private readonly tell: Tell,
    /** A key came: what waits to be sealed may fly. */
    private readonly granted: (chat: string) => void = () => undefined,
  ) {}

  /** Queue one entry; entries of one chat are opened one after the other. */
  add(chat: string, entry: Entry): void {
    const held = this.#openings.get(chat) ?? { queue: Promise.resolve(), shut: [] };
    this.#openings.set(chat, held);
    held.queue = held.queue.then(() => this.#take(chat, held, entry)).catch(() => undefined);
  }

  /** What is under way finds nobody. */
  forget(chat: string): void {
    this.#openings.delete(chat);
  }

  /** What its writer may not write is passed over: only the teen hands out keys. */
  async #take(chat: string, held: Opening, entry: Entry): Promise<void> {
    if (mayWrite(entry)) await this.#read(chat, held, entry);
  }

  async #read(chat: string, held: Opening, entry: Entry): Promise<void> {
    if (entry.kind === "grant") await this.#grant(chat, held, entry);
    else if (entry.kind === "share") await this.#answer(chat, held, entry);
    else await this.#words(chat, held, entry);
  }

  #isOver(chat: string, held: Opening): boolean {
    return this.#openings.get(chat) !== held;
  }

  #say(chat: string, held: Opening, entry: Entry, opened: Opened): void {
    if (!this.#isOver(chat, held)) this.tell(chat, entry, opened);
  }

  /** Only what was answered to this console counts here. */
  async #answer(chat: string, held: Opening, entry: Entry): Promise<void> {
    const pair = await this.keys(chat);
    const answer = pair && entry.body.startsWith(`s1.${pair.kid}.`) ? entry.body.split(".")[2] : "";
    if (answer) this.#say(chat, held, entry, { shared: answer === "yes" });
  }

  async #grant(chat: string, held: Opening, entry: Entry): Promise<void> {
    const pair = await this.keys(chat);
    const grant = pair && (await openGrant(chat, pair, entry.body).catch(() => null));
    if (!grant || this.#isOver(chat, held)) return;
    if (!this.ring.put(chat, grant.fence, grant.holding, grant.key)) return;
    const fits = (one: Entry): boolean => one.fence === grant.fence && one.kid === grant.holding;
    const opens = held.shut.filter(fits);
    held.shut = held.shut.filter((one) => !fits(one));
    for (const one of opens) await this.#words(chat, held, one);
    if (!this.#isOver(chat, held)) this.granted(chat);
  }

  async #words(chat: string, held: Opening, entry: Entry): Promise<void> {
    const { fence, kid, who, cid, kind, body } = entry;
    const key = this.ring.get(chat, fence, kid);
    if (!key) held.shut.push(entry);
    const context = { chat, fence, kid, who, cid, kind };
    const opened = key ? await openMessage(key, context, body).catch(() => UNREADABLE) : "hidden";
    this.#say(chat, held, entry, opened);
  }
}

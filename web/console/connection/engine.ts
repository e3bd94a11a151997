// The parts of one console connection: the client's core, the keys that were granted, and what they opened.
import { steady } from "../../shared/client/clock";
import { Core, type Effect } from "../../shared/client/core";
import { Driver, socketUrl } from "../../shared/client/driver";
import type { Item } from "../../shared/client/outbox";
import { type ConsoleKeys, consoleKeys, type Payload, sealMessage } from "../../shared/crypto";
import type { EntryKind, HelloStaff } from "../../shared/protocol";
import type { Opened } from "../../shared/transcript/model";
import { Commands } from "../../staff/commands";
import { staffHello } from "../../staff/hello";
import { me } from "../../staff/session";
import { find } from "../state/model";
import { desk } from "../store";
import { Keyring } from "./keyring";
import { Opener } from "./opener";

const roleIn = (chat: string) => find(desk.value, chat)?.role ?? "counsellor";
const keys = (): Promise<ConsoleKeys> => consoleKeys(me.value?.id ?? "");

export interface Listener {
  /** Everything that is not the driver's own. */
  on(engine: Engine, effect: Effect<Payload>): void;
  /** Words of this chat were opened. */
  opened(engine: Engine, chat: string): void;
}

export class Engine {
  readonly core = new Core<Payload>(roleIn);
  readonly keyring = new Keyring();
  readonly opener = new Opener(keys, this.keyring, (chat, cid, opened) => this.open(chat, cid, opened));
  readonly driver = new Driver<Payload>({
    url: socketUrl("/ws/staff"),
    core: this.core,
    hello: () => this.#hello(),
    seal: (chat, item) => this.#seal(chat, item),
    on: (effect) => this.listener.on(this, effect),
  });
  readonly #opened = new Map<string, Map<string, Opened>>();

  constructor(private readonly listener: Listener) {}

  /** What was opened of this chat, by client id; the same map as long as the chat is held. */
  openedOf(chat: string): ReadonlyMap<string, Opened> {
    return this.#held(chat);
  }

  open(chat: string, cid: string, opened: Opened): void {
    this.#held(chat).set(cid, opened);
    this.listener.opened(this, chat);
  }

  write(chat: string, kind: EntryKind, payload: Payload, cid: string): void {
    this.open(chat, cid, payload);
    this.driver.run(this.core.write(chat, kind, payload, cid, steady()));
  }

  /** Forgets a chat and everything that could open it. */
  forget(chat: string): void {
    this.core.forget(chat);
    this.opener.forget(chat);
    this.keyring.forget(chat);
    this.#opened.delete(chat);
  }

  #held(chat: string): Map<string, Opened> {
    const held = this.#opened.get(chat) ?? new Map<string, Opened>();
    this.#opened.set(chat, held);
    return held;
  }

  async #hello(): Promise<HelloStaff> {
    const first = await staffHello();
    const { kid, public: point } = await keys();
    const chats = this.core.chats().map((chat) => ({
      chat,
      ...this.core.follower(chat).cursor,
      ticket: find(desk.value, chat)?.ticket ?? "",
    }));
    const status = desk.value.me?.status;
    return { ...first, key: { kid, public: point }, chats, ...(status ? { status } : {}) };
  }

  /** Waits for the teen's grant of this fence; an empty body when the chat moved on meanwhile (it is sealed anew). */
  async #seal(chat: string, item: Item<Payload>): Promise<string> {
    const { fence, cid, payload } = item;
    const key = await this.keyring.wait(chat, fence);
    return key ? sealMessage(key, { chat, fence, who: roleIn(chat), cid }, payload) : "";
  }
}

let current: Engine | null = null;
export const commands = new Commands((frame) => current?.driver.send(frame));

/** The connection of this page, if it has one. */
export const engine = (): Engine | null => current;

/** Stops the former connection; starts this one where there is one. */
export function become(next: Engine | null): void {
  current?.driver.stop();
  current = next;
  current?.driver.start();
}

// The parts of one console connection: the client's core, the keys that were granted, and what they opened.
import { steady } from "../../shared/client/clock";
import { Core, type Effect } from "../../shared/client/core";
import { Driver, socketUrl } from "../../shared/client/driver";
import type { Item } from "../../shared/client/outbox";
import {
  type ConsoleKeys,
  forgetKeys,
  freshKeys,
  heldKeys,
  makeConsoleKeys,
  type Payload,
  sealMessage,
} from "../../shared/crypto";
import type { EntryKind, HelloStaff, Key } from "../../shared/protocol";
import type { Opened } from "../../shared/transcript/model";
import { Commands } from "../../staff/commands";
import { staffHello } from "../../staff/hello";
import { me } from "../../staff/session";
import { find } from "../state/model";
import { desk } from "../store";
import { Keyring } from "./keyring";
import { Opener } from "./opener";

const roleIn = (chat: string) => find(desk.value, chat)?.role ?? "counsellor";
const login = (): string => me.value?.id ?? "";
const keyOf = ({ kid, public: point }: ConsoleKeys): Key => ({ kid, public: point });

export interface Listener {
  /** Everything that is not the driver's own. */
  on(engine: Engine, effect: Effect<Payload>): void;
  /** Words of this chat were opened. */
  opened(engine: Engine, chat: string): void;
}

export class Engine {
  readonly core = new Core<Payload>(roleIn);
  readonly keyring = new Keyring();
  readonly opener = new Opener(
    (chat) => this.#pair(chat),
    this.keyring,
    (chat, cid, opened) => this.open(chat, cid, opened),
  );
  readonly driver = new Driver<Payload>({
    url: socketUrl("/ws/staff"),
    core: this.core,
    hello: () => this.#hello(),
    seal: (chat, item) => this.#seal(chat, item),
    on: (effect) => this.listener.on(this, effect),
  });
  readonly #pairs = new Map<string, ConsoleKeys>();
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
    this.#pairs.delete(chat);
    forgetKeys(login(), chat).catch(() => undefined);
  }

  /** A pair for the fence that is about to be taken; a browser that keeps none has it in memory alone. */
  async freshKey(chat: string): Promise<Key> {
    const made = await freshKeys(login(), chat).catch(() => makeConsoleKeys());
    this.#pairs.set(chat, made);
    return keyOf(made);
  }

  /** The kid of the pair held for a chat; "" while there is none. */
  kidOf(chat: string): string {
    return this.#pairs.get(chat)?.kid ?? "";
  }

  async #pair(chat: string): Promise<ConsoleKeys | undefined> {
    const held = this.#pairs.get(chat) ?? (await heldKeys(login(), chat).catch(() => undefined));
    if (held) this.#pairs.set(chat, held);
    return held;
  }

  #held(chat: string): Map<string, Opened> {
    const held = this.#opened.get(chat) ?? new Map<string, Opened>();
    this.#opened.set(chat, held);
    return held;
  }

  async #hello(): Promise<HelloStaff> {
    const first = await staffHello();
    const chats = await Promise.all(this.core.chats().map((chat) => this.#cursor(chat)));
    const status = desk.value.me?.status;
    return { ...first, chats, ...(status ? { status } : {}) };
  }

  /** A chat whose pair is gone comes back with a fresh one, under the next fence. */
  async #cursor(chat: string): Promise<NonNullable<HelloStaff["chats"]>[number]> {
    const held = await this.#pair(chat);
    const key = held ? keyOf(held) : await this.freshKey(chat);
    return { chat, ...this.core.follower(chat).cursor, ticket: find(desk.value, chat)?.ticket ?? "", key };
  }

  /** Waits for the teen's grant of this fence; an empty body when the chat moved on meanwhile (it is sealed anew). */
  async #seal(chat: string, item: Item<Payload>): Promise<string> {
    const { fence, kid, cid, kind, payload } = item;
    const key = await this.keyring.wait(chat, fence, kid);
    return key ? sealMessage(key, { chat, fence, kid, who: roleIn(chat), cid, kind }, payload) : "";
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

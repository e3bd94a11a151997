// The parts of one console connection: the client's core, the keys that were granted, and what they opened.
import { steady } from "../../shared/client/clock";
import { Core, type Effect } from "../../shared/client/core";
import { Driver, socketUrl } from "../../shared/client/driver";
import { nameOf } from "../../shared/client/ordered-entries";
import type { Item } from "../../shared/client/outbox";
import { newId, type Payload, sealMessage } from "../../shared/crypto";
import type { Entry, EntryKind, HelloStaff, Note } from "../../shared/protocol";
import type { Opened } from "../../shared/transcript/model";
import { Commands } from "../../staff/commands";
import { staffHello } from "../../staff/hello";
import { kept } from "../box";
import { writable } from "../state/chats";
import { type Chat, find, held } from "../state/model";
import { desk } from "../store";
import { fitting } from "./hello-chats";
import { Keyring } from "./keyring";
import { Opener } from "./opener";
import { keyOf, Pairs } from "./pairs";
import { TakingAnew } from "./taking-anew";

const roleIn = (chat: string) => find(desk.value, chat)?.role ?? "counsellor";
/** The chat while this page is its counsellor's. */
function counselling(chat: string): Chat | undefined {
  const held = find(desk.value, chat);
  return held && writable(held) && held.role === "counsellor" ? held : undefined;
}

export interface Listener {
  /** Everything that is not the driver's own. */
  on(engine: Engine, effect: Effect<Payload>): void;
  /** Words of this chat were opened. */
  opened(engine: Engine, chat: string): void;
  /** A key of this chat came: what waits to be sealed may fly. */
  granted(engine: Engine, chat: string): void;
}

export class Engine {
  readonly core = new Core<Payload>(roleIn);
  readonly keyring = new Keyring();
  readonly pairs = new Pairs();
  readonly opener = new Opener(
    (chat) => this.pairs.of(chat),
    this.keyring,
    (chat, entry, opened) => this.open(chat, entry, opened),
    (chat) => this.listener.granted(this, chat),
  );
  readonly driver = new Driver<Payload>({
    url: socketUrl("/ws/staff"),
    core: this.core,
    hello: () => this.#hello(),
    seal: (chat, item) => this.#seal(chat, item),
    on: (effect) => this.listener.on(this, effect),
  });
  readonly takingAnew = new TakingAnew({
    pairs: this.pairs,
    take: ({ chat, fence }, key) => commands.issue({ t: "take_anew", chat, fence, key }),
    now: (chat) => (current === this ? counselling(chat) : undefined),
    found: ({ chat }) => this.listener.granted(this, chat),
  });
  readonly #opened = new Map<string, Map<string, Opened>>();

  constructor(private readonly listener: Listener) {}

  /** What was opened of this chat, by the name of its entry; the same map as long as the chat is held. */
  openedOf(chat: string): ReadonlyMap<string, Opened> {
    return this.#held(chat);
  }

  open(chat: string, entry: Pick<Entry, "who" | "cid">, opened: Opened): void {
    this.#held(chat).set(nameOf(entry), opened);
    this.listener.opened(this, chat);
  }

  write(chat: string, kind: EntryKind, payload: Payload, cid: string): void {
    this.open(chat, { who: roleIn(chat), cid }, payload);
    this.driver.run(this.core.write(chat, kind, payload, cid, steady()));
  }

  /** Forgets a chat and everything that could open it. */
  forget(chat: string): void {
    this.core.forget(chat);
    this.opener.forget(chat);
    this.keyring.forget(chat);
    this.#opened.delete(chat);
    this.pairs.forget(chat);
    this.takingAnew.forget(chat);
  }

  #held(chat: string): Map<string, Opened> {
    const held = this.#opened.get(chat) ?? new Map<string, Opened>();
    this.#opened.set(chat, held);
    return held;
  }

  async #hello(): Promise<HelloStaff> {
    const box = await kept();
    const first = await staffHello();
    const here = held(desk.value);
    const named = [...here.filter(writable), ...here.filter((one) => !writable(one))];
    const chats = fitting(await Promise.all(named.map(({ chat }) => this.#cursor(chat))));
    const status = desk.value.me?.status;
    return { ...first, chats, box, ...(status ? { status } : {}) };
  }

  async #cursor(chat: string): Promise<NonNullable<HelloStaff["chats"]>[number]> {
    const pair = await this.pairs.of(chat);
    const ticket = find(desk.value, chat)?.ticket ?? "";
    const cursor = { chat, ...this.core.follower(chat).cursor, ticket };
    return pair ? { ...cursor, key: keyOf(pair) } : cursor;
  }

  /** A note for who takes this chat next; undefined while the teen's page has not granted the key of this fence. */
  async sealNote({ chat, fence, kid, role: who }: Chat, note: string): Promise<Note | undefined> {
    const [key, cid] = [this.keyring.get(chat, fence, kid), newId()];
    if (!key) return undefined;
    const body = await sealMessage(key, { chat, fence, kid, who, cid, kind: "note" }, { note });
    return { cid, kid, body };
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

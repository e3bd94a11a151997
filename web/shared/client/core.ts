// The client without I/O: every input gives effects; the driver carries them out. Widget and console share it.
import type {
  Entry,
  EntryFrame,
  EntryKind,
  Log,
  StaffFrame,
  TeenFrame,
  ToStaff,
  ToTeen,
  Who,
} from "../protocol";
import { Link, type LinkAction, type LinkState } from "./link";
import { ChatLog, type LogStep } from "./log";
import type { Item, Manner } from "./outbox";
import { Typing } from "./typing";

export type Outgoing = TeenFrame | StaffFrame;
export type Incoming = ToTeen | ToStaff;

type InRoom = Extract<Incoming, { t: "entry" | "ack" | "seen" | "typing" | "presence" }>;

export type Effect<P> =
  | { do: "open" }
  | { do: "close" }
  | { do: "send"; frame: Outgoing }
  /** Seal this payload for this fence, then call `sealed`. */
  | { do: "seal"; chat: string; item: Item<P> }
  | { do: "link" }
  /** A new entry is part of the chat's prefix; they come in order. */
  | { do: "entry"; chat: string; entry: Entry }
  /** Something shown of this chat changed: marks, outbox, typing, presence. */
  | { do: "chat"; chat: string }
  /** A frame that is not about a log: the application's own. */
  | { do: "frame"; frame: Incoming };

const SEEN_AFTER_MS = 250;
const COOL_MS = 1_500;
const REPLAY_MS = 3_000;

interface Room<P> {
  log: ChatLog<P>;
  typing: Typing;
  online: Map<Who, boolean>;
  shown: number;
  told: number;
  tellAt: number | null;
  warmAt: number | null;
}

export class Core<P> {
  readonly link: Link;
  readonly #rooms = new Map<string, Room<P>>();
  #toldState: LinkState = "idle";

  constructor(
    /** One role for all chats, or the role in each. */
    private readonly me: Who | ((chat: string) => Who),
    random: () => number = Math.random,
  ) {
    this.link = new Link(random);
  }

  // -- the connection ------------------------------------------------------------------------------------

  start(now: number): Effect<P>[] {
    return this.#linked(this.link.start(now));
  }

  stop(): Effect<P>[] {
    return this.#linked(this.link.stop());
  }

  opened(hello: Outgoing, now: number): Effect<P>[] {
    return [...this.#linked(this.link.opened(now)), { do: "send", frame: hello }];
  }

  closed(code: number, now: number): Effect<P>[] {
    this.#detach();
    return this.#linked(this.link.closed(code, now));
  }

  /** Another network, or the device slept: whatever looks open is not trusted. */
  woke(now: number): Effect<P>[] {
    return this.#linked(this.link.woke(now));
  }

  offline(now: number): Effect<P>[] {
    return this.#linked(this.link.offline(now));
  }

  /** The page is visible or shown again. */
  seen(now: number): Effect<P>[] {
    return this.#linked(this.link.seen(now));
  }

  /** When `due` wants to be called, or null. */
  get wakeAt(): number | null {
    const rooms = [...this.#rooms.values()].flatMap((room) => [room.tellAt, room.warmAt, room.typing.wakeAt]);
    const times = [this.link.wakeAt, ...rooms].filter((at) => at !== null);
    return times.length > 0 ? Math.min(...times) : null;
  }

  due(now: number): Effect<P>[] {
    const rooms = [...this.#rooms.values()].flatMap((room) => this.#roomDue(room, now));
    return [...this.#linked(this.link.due(now)), ...rooms];
  }

  // -- frames --------------------------------------------------------------------------------------------

  received(frame: Incoming, now: number): Effect<P>[] {
    return [...this.#linked(this.link.heard(now)), ...this.#dispatch(frame, now)];
  }

  #dispatch(frame: Incoming, now: number): Effect<P>[] {
    switch (frame.t) {
      case "ping":
        return [{ do: "send", frame: { t: "pong" } }];
      case "drain":
        return this.#linked(this.link.drain(frame.within_ms, now));
      case "log":
        return this.#attached(frame, now);
      case "entry":
      case "ack":
      case "seen":
      case "typing":
      case "presence":
        return this.#inRoom(frame, now);
      case "error":
        return this.#error(frame, now);
      default:
        return [{ do: "frame", frame }];
    }
  }

  /** A frame for a chat that was put away meanwhile is too late. */
  #inRoom(frame: InRoom, now: number): Effect<P>[] {
    const room = this.#rooms.get(frame.chat);
    const own: Effect<P>[] = frame.t === "presence" ? [{ do: "frame", frame }] : [];
    return room ? [...this.#heard(room, frame, now), ...own] : own;
  }

  #heard(room: Room<P>, frame: InRoom, now: number): Effect<P>[] {
    const { chat } = frame;
    if (frame.t === "entry") return this.#arrived(room, frame, now);
    if (frame.t === "ack") return this.#stepped(chat, room.log.ack(frame), now);
    if (frame.t === "seen") return this.#changed(chat, room.log.seen(frame.who ?? "teen", frame.seq));
    if (frame.t === "typing") room.typing.heard(frame.on, now);
    else room.online.set(frame.who, frame.online);
    return this.#changed(chat, true);
  }

  /** A replay is waited for as long as it moves. */
  #arrived(room: Room<P>, frame: EntryFrame, now: number): Effect<P>[] {
    if (room.log.replaying) room.warmAt = now + REPLAY_MS;
    room.typing.heard(false, now);
    return this.#stepped(frame.chat, room.log.receive(frame), now);
  }

  #attached(frame: Log, now: number): Effect<P>[] {
    const room = this.#room(frame.chat);
    const effects = this.#stepped(frame.chat, room.log.attach(frame), now);
    room.warmAt = room.log.replaying ? now + REPLAY_MS : null;
    if (room.shown > room.told) room.tellAt = now + SEEN_AFTER_MS;
    return effects;
  }

  #error(frame: Extract<Incoming, { t: "error" }>, now: number): Effect<P>[] {
    const room = [...this.#rooms.values()].find((held) => held.log.outbox.find(frame.ref ?? ""));
    if (!room) return [{ do: "frame", frame }];
    const effects = this.#stepped(room.log.chat, room.log.error(frame), now);
    if (room.log.cool) room.warmAt ??= now + COOL_MS;
    return effects;
  }

  // -- one chat ------------------------------------------------------------------------------------------

  log(chat: string): ChatLog<P> {
    return this.#room(chat).log;
  }

  /** Whether the others of this chat are connected, as far as the server said. */
  peers(chat: string): ReadonlyMap<Who, boolean> {
    return this.#room(chat).online;
  }

  otherTypes(chat: string): boolean {
    return this.#room(chat).typing.other;
  }

  /** Words for this chat may fly, sealed for this fence. */
  admit(chat: string, fence: number, now: number): Effect<P>[] {
    return this.#stepped(chat, this.#room(chat).log.admit(fence), now);
  }

  hold(chat: string): void {
    this.#room(chat).log.hold();
  }

  write(
    chat: string,
    kind: EntryKind,
    payload: P,
    cid: string,
    now: number,
    manner: Manner = {},
  ): Effect<P>[] {
    const rested = kind === "text" && this.#room(chat).typing.stopped();
    const quiet = rested ? this.#say(chat, false) : [];
    return [...quiet, ...this.#stepped(chat, this.#room(chat).log.add(kind, payload, cid, manner), now)];
  }

  sealed(chat: string, cid: string, fence: number, body: string, now: number): Effect<P>[] {
    return this.#stepped(chat, this.#room(chat).log.sealed(cid, fence, body), now);
  }

  unsealed(chat: string, cid: string, now: number): Effect<P>[] {
    return this.#stepped(chat, this.#room(chat).log.unsealed(cid), now);
  }

  typed(chat: string, now: number): Effect<P>[] {
    return this.#room(chat).typing.pressed(now) ? this.#say(chat, true) : [];
  }

  untyped(chat: string): Effect<P>[] {
    return this.#room(chat).typing.stopped() ? this.#say(chat, false) : [];
  }

  /** Everything up to `seq` is on the screen. */
  shown(chat: string, seq: number, now: number): Effect<P>[] {
    const room = this.#room(chat);
    room.shown = Math.max(room.shown, seq);
    if (room.shown > room.told) room.tellAt ??= now + SEEN_AFTER_MS;
    return [];
  }

  forget(chat: string): void {
    this.#rooms.delete(chat);
  }

  chats(): string[] {
    return [...this.#rooms.keys()];
  }

  // -- inside --------------------------------------------------------------------------------------------

  #room(chat: string): Room<P> {
    const held = this.#rooms.get(chat);
    if (held) return held;
    const log = new ChatLog<P>(chat, typeof this.me === "string" ? this.me : this.me(chat));
    const room: Room<P> = {
      log,
      typing: new Typing(),
      online: new Map(),
      shown: 0,
      told: 0,
      tellAt: null,
      warmAt: null,
    };
    this.#rooms.set(chat, room);
    return room;
  }

  #say(chat: string, on: boolean): Effect<P>[] {
    return this.#room(chat).log.attached ? [{ do: "send", frame: { t: "typing", chat, on } }] : [];
  }

  #roomDue(room: Room<P>, now: number): Effect<P>[] {
    const chat = room.log.chat;
    const { rest, expired } = room.typing.due(now);
    const quiet = rest ? this.#say(chat, false) : [];
    return [...quiet, ...this.#changed(chat, expired), ...this.#tell(room, now), ...this.#warm(room, now)];
  }

  #warm(room: Room<P>, now: number): Effect<P>[] {
    if (room.warmAt === null || now < room.warmAt) return [];
    room.warmAt = null;
    return this.#stepped(room.log.chat, room.log.warm(), now);
  }

  #tell(room: Room<P>, now: number): Effect<P>[] {
    if (room.tellAt === null || now < room.tellAt) return [];
    room.tellAt = null;
    const seq = Math.min(room.shown, room.log.lastSeq);
    if (!room.log.attached || seq <= room.told) return [];
    room.told = seq;
    return [{ do: "send", frame: { t: "seen", chat: room.log.chat, seq } }];
  }

  #detach(): void {
    for (const room of this.#rooms.values()) {
      room.log.detached();
      room.typing.stopped();
      room.told = 0;
      room.online.clear();
    }
  }

  #changed(chat: string, yes: boolean): Effect<P>[] {
    return yes ? [{ do: "chat", chat }] : [];
  }

  #linked(actions: LinkAction[]): Effect<P>[] {
    if (actions.includes("close")) this.#detach();
    const effects = actions.map((action): Effect<P> => ({ do: action }));
    if (this.#toldState === this.link.state) return effects;
    this.#toldState = this.link.state;
    return [...effects, { do: "link" }];
  }

  #flying(): number {
    return [...this.#rooms.values()].reduce((sum, room) => sum + room.log.outbox.flying, 0);
  }

  #stepped(chat: string, step: LogStep<P>, now: number): Effect<P>[] {
    const effects: Effect<P>[] = [
      ...step.send.map((frame): Effect<P> => ({ do: "send", frame })),
      ...step.seal.map((item): Effect<P> => ({ do: "seal", chat, item })),
      ...step.arrived.map((entry): Effect<P> => ({ do: "entry", chat, entry })),
      ...this.#changed(chat, step.changed),
    ];
    if (step.send.length > 0) this.link.asked(now);
    this.link.owes(this.#flying(), now);
    return step.reconnect ? [...effects, ...this.#linked(this.link.again(now))] : effects;
  }
}

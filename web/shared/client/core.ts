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
  Withheld,
} from "../protocol";
import { Link, type LinkAction, type LinkState } from "./link";
import { LogFollower, type LogStep } from "./log-follower";
import type { Item, Manner } from "./outbox";
import { Typing } from "./typing";

export type Outgoing = TeenFrame | StaffFrame;
export type Incoming = ToTeen | ToStaff;

type OfOneChat = Extract<Incoming, { t: "entry" | "withheld" | "ack" | "seen" | "typing" | "presence" }>;

export type Effect<P> =
  | { do: "open" }
  | { do: "close" }
  | { do: "send"; frame: Outgoing }
  /** Seal this payload for this fence, then call `sealed`. */
  | { do: "seal"; chat: string; item: Item<P> }
  | { do: "link" }
  /** A new entry is part of the chat's prefix; they come in order. */
  | { do: "entry"; chat: string; entry: Entry }
  /** Something shown of this chat changed: read receipts, outbox, typing, presence. */
  | { do: "chat"; chat: string }
  /** A frame that is not about a log: the application's own. */
  | { do: "frame"; frame: Incoming };

const SEEN_AFTER_MS = 250;
const COOL_MS = 1_500;
/** So long a replay may stand still; twice as long after each time it did, for a slow line, and below SILENCE_MS. */
const REPLAY_MS = 10_000;
const LONGEST_REPLAY_MS = 40_000;

/** One chat of this connection: its log, who types, who is there, how far read receipts have been told. */
interface Followed<P> {
  log: LogFollower<P>;
  typing: Typing;
  online: Map<Who, boolean>;
  /** Up to which place our read receipts could reach, and up to which they were told. */
  shown: number;
  told: number;
  tellAt: number | null;
  warmAt: number | null;
  /** How long its replay is waited for next. */
  patience: number;
}

export class Core<P> {
  readonly link: Link;
  readonly #followed = new Map<string, Followed<P>>();
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

  /** Connects again after an end that is mended, with everything that is held. */
  revive(now: number): Effect<P>[] {
    return this.#linked(this.link.revive(now));
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
    const chats = [...this.#followed.values()].flatMap((one) => [one.tellAt, one.warmAt, one.typing.wakeAt]);
    const times = [this.link.wakeAt, ...chats].filter((at) => at !== null);
    return times.length > 0 ? Math.min(...times) : null;
  }

  due(now: number): Effect<P>[] {
    const chats = [...this.#followed.values()].flatMap((one) => this.#followedDue(one, now));
    return [...this.#linked(this.link.due(now)), ...chats];
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
      case "withheld":
      case "ack":
      case "seen":
      case "typing":
      case "presence":
        return this.#ofOneChat(frame, now);
      case "error":
        return this.#error(frame, now);
      default:
        return [{ do: "frame", frame }];
    }
  }

  /** A frame for a chat that was put away meanwhile is too late. */
  #ofOneChat(frame: OfOneChat, now: number): Effect<P>[] {
    const one = this.#followed.get(frame.chat);
    const own: Effect<P>[] = frame.t === "presence" ? [{ do: "frame", frame }] : [];
    return one ? [...this.#heard(one, frame, now), ...own] : own;
  }

  #heard(one: Followed<P>, frame: OfOneChat, now: number): Effect<P>[] {
    const { chat } = frame;
    if (frame.t === "entry" || frame.t === "withheld") return this.#arrived(one, frame, now);
    if (frame.t === "ack") return this.#stepped(chat, one.log.ack(frame), now);
    if (frame.t === "seen") return this.#changed(chat, one.log.seen(frame.who ?? "teen", frame.seq));
    if (frame.t === "typing") one.typing.heard(frame.on, now);
    else one.online.set(frame.who, frame.online);
    return this.#changed(chat, true);
  }

  /** A replay is waited for as long as it moves. */
  #arrived(one: Followed<P>, frame: EntryFrame | Withheld, now: number): Effect<P>[] {
    const { replaying } = one.log;
    if (frame.t === "entry") one.typing.heard(false, now);
    const step = frame.t === "entry" ? one.log.receive(frame) : one.log.hide(frame);
    if (replaying) one.patience = REPLAY_MS;
    if (replaying) this.#awaitReplay(one, now);
    return this.#stepped(frame.chat, step, now);
  }

  /** Read receipts may have been dropped while this end was not in the log: they are told again. */
  #attached(frame: Log, now: number): Effect<P>[] {
    const one = this.#of(frame.chat);
    const effects = this.#stepped(frame.chat, one.log.attach(frame), now);
    this.#awaitReplay(one, now);
    one.told = 0;
    if (one.shown > 0) one.tellAt = now + SEEN_AFTER_MS;
    return effects;
  }

  #awaitReplay(one: Followed<P>, now: number): void {
    one.warmAt = one.log.replaying ? now + one.patience : null;
  }

  #error(frame: Extract<Incoming, { t: "error" }>, now: number): Effect<P>[] {
    const one = [...this.#followed.values()].find((held) => held.log.outbox.find(frame.ref ?? ""));
    if (!one) return [{ do: "frame", frame }];
    const effects = this.#stepped(one.log.chat, one.log.error(frame), now);
    if (one.log.cool) one.warmAt ??= now + COOL_MS;
    return effects;
  }

  // -- one chat ------------------------------------------------------------------------------------------

  follower(chat: string): LogFollower<P> {
    return this.#of(chat).log;
  }

  /** Whether the chats of this chat are connected, as far as the server said. */
  peers(chat: string): ReadonlyMap<Who, boolean> {
    return this.#of(chat).online;
  }

  otherTypes(chat: string): boolean {
    return this.#of(chat).typing.other;
  }

  /** Words for this chat may fly, sealed for this fence under who holds it. */
  admit(chat: string, fence: number, kid: string, now: number): Effect<P>[] {
    return this.#stepped(chat, this.#of(chat).log.admit(fence, kid), now);
  }

  hold(chat: string): void {
    this.#of(chat).log.hold();
  }

  write(
    chat: string,
    kind: EntryKind,
    payload: P,
    cid: string,
    now: number,
    manner: Manner = {},
  ): Effect<P>[] {
    const rested = kind === "text" && this.#of(chat).typing.stopped();
    const quiet = rested ? this.#say(chat, false) : [];
    return [...quiet, ...this.#stepped(chat, this.#of(chat).log.add(kind, payload, cid, manner), now)];
  }

  /** What failed is tried once more, behind everything else. */
  again(chat: string, cid: string, now: number): Effect<P>[] {
    return this.#stepped(chat, this.#of(chat).log.again(cid), now);
  }

  sealed(chat: string, cid: string, fence: number, body: string, now: number): Effect<P>[] {
    return this.#stepped(chat, this.#of(chat).log.sealed(cid, fence, body), now);
  }

  unsealed(chat: string, cid: string, now: number): Effect<P>[] {
    return this.#stepped(chat, this.#of(chat).log.unsealed(cid), now);
  }

  typed(chat: string, now: number): Effect<P>[] {
    return this.#of(chat).typing.pressed(now) ? this.#say(chat, true) : [];
  }

  untyped(chat: string): Effect<P>[] {
    return this.#of(chat).typing.stopped() ? this.#say(chat, false) : [];
  }

  /** Everything up to `seq` is on the screen. */
  shown(chat: string, seq: number, now: number): Effect<P>[] {
    const one = this.#of(chat);
    one.shown = Math.max(one.shown, seq);
    if (one.shown > one.told) one.tellAt ??= now + SEEN_AFTER_MS;
    return [];
  }

  forget(chat: string): void {
    this.#followed.delete(chat);
  }

  chats(): string[] {
    return [...this.#followed.keys()];
  }

  // -- inside --------------------------------------------------------------------------------------------

  #of(chat: string): Followed<P> {
    const me = typeof this.me === "string" ? this.me : this.me(chat);
    const held = this.#followed.get(chat);
    if (held) held.log.me = me;
    if (held) return held;
    const log = new LogFollower<P>(chat, me);
    const one: Followed<P> = {
      log,
      typing: new Typing(),
      online: new Map(),
      shown: 0,
      told: 0,
      tellAt: null,
      warmAt: null,
      patience: REPLAY_MS,
    };
    this.#followed.set(chat, one);
    return one;
  }

  #say(chat: string, on: boolean): Effect<P>[] {
    return this.#of(chat).log.attached ? [{ do: "send", frame: { t: "typing", chat, on } }] : [];
  }

  #followedDue(one: Followed<P>, now: number): Effect<P>[] {
    const chat = one.log.chat;
    const { rest, expired } = one.typing.due(now);
    const quiet = rest ? this.#say(chat, false) : [];
    return [...quiet, ...this.#changed(chat, expired), ...this.#tell(one, now), ...this.#warm(one, now)];
  }

  #warm(one: Followed<P>, now: number): Effect<P>[] {
    if (one.warmAt === null || now < one.warmAt) return [];
    one.warmAt = null;
    if (one.log.replaying) one.patience = Math.min(2 * one.patience, LONGEST_REPLAY_MS);
    return this.#stepped(one.log.chat, one.log.warm(), now);
  }

  #tell(one: Followed<P>, now: number): Effect<P>[] {
    if (one.tellAt === null || now < one.tellAt) return [];
    one.tellAt = one.log.replaying ? now + SEEN_AFTER_MS : null;
    if (one.tellAt) return [];
    const seq = Math.min(one.shown, one.log.lastSeq);
    if (!one.log.attached || seq <= one.told) return [];
    one.told = seq;
    return [{ do: "send", frame: { t: "seen", chat: one.log.chat, seq } }];
  }

  #detach(): void {
    for (const one of this.#followed.values()) {
      one.log.detached();
      one.typing.stopped();
      one.told = 0;
      one.warmAt = null;
      one.online.clear();
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
    return [...this.#followed.values()].reduce((sum, one) => sum + one.log.outbox.flying, 0);
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

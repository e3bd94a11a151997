// One chat's log as this end knows it: a prefix without gap or repeat, the outbox behind it, and how to resume.
import type {
  Ack,
  Entry,
  EntryFrame,
  EntryKind,
  Error as ErrorFrame,
  Log,
  Refill,
  Send,
  Who,
} from "../protocol";
import { OrderedEntries } from "./ordered-entries";
import { type Item, type Manner, Outbox, type Wish } from "./outbox";
import { refillFrames } from "./refill";

export type LogFrame = Send | Refill;

export interface LogStep<P> {
  send: LogFrame[];
  seal: Item<P>[];
  /** Newly part of the prefix, in order. */
  arrived: Entry[];
  /** The shown state changed in some way. */
  changed: boolean;
  /** Our idea of the numbers cannot be right: connect anew. */
  reconnect: boolean;
}

export interface LogSnapshot<P> {
  epoch: string;
  lastSeq: number;
  entries: Entry[];
  pending: Wish<P>[];
}

/** Refusals that say *not so, not now*: the entry flies again once the fence, number or connection is right. */
const PASSING = new Set(["stale_fence", "gap", "stale_connection", "not_active", "wrong_state", "not_yours"]);
const MISPLACED = new Set(["gap", "stale_connection"]);

export class LogFollower<P> {
  epoch = "";
  readonly outbox = new Outbox<P>();
  readonly seenBy = new Map<Who, number>();
  /** What nobody held can no longer be had. */
  lost = false;
  attached = false;
  /** Refused for now, too fast or too early: wait a little, then `warm`. */
  cool = false;
  #fence = 0;
  #refused = 0;
  #held = true;
  #refilling = false;
  #awaited: number | null = null;
  readonly #ordered = new OrderedEntries();

  constructor(
    readonly chat: string,
    readonly me: Who,
  ) {}

  /** Words may be sealed for this fence from now on. */
  admit(fence: number): LogStep<P> {
    this.#fence = fence;
    this.#held = false;
    return this.#step([]);
  }

  /** Nobody is there to read: what is typed stays here. */
  hold(): void {
    this.#held = true;
  }

  add(kind: EntryKind, payload: P, cid: string, manner: Manner = {}): LogStep<P> {
    this.outbox.add({ cid, kind, payload, ...manner });
    return this.#step([], true);
  }

  again(cid: string): LogStep<P> {
    this.outbox.again(cid);
    return this.#step([], true);
  }

  sealed(cid: string, fence: number, body: string): LogStep<P> {
    this.outbox.sealed(cid, fence, body);
    return this.#step([]);
  }

  unsealed(cid: string): LogStep<P> {
    this.outbox.unsealed(cid);
    return this.#step([], true);
  }

  detached(): void {
    this.attached = false;
  }

  /** The server says where we stand; what was missed follows, and nothing of ours flies before it is here. */
  attach(frame: Log): LogStep<P> {
    this.lost ||= frame.lost === true;
    if (frame.peer_seen) this.seen(this.me === "teen" ? "counsellor" : "teen", frame.peer_seen);
    this.attached = frame.refill !== true;
    if (frame.refill) return this.#refill(frame.epoch);
    this.#ordered.replay(frame.epoch !== this.epoch || this.#refilling, frame.lost === true);
    this.epoch = frame.epoch;
    this.#refilling = false;
    this.#awaited = frame.head;
    this.cool = false;
    this.outbox.known = frame.n;
    return this.#step([], true);
  }

  /** Whether missed entries are still on their way. */
  get replaying(): boolean {
    return this.#awaited !== null;
  }

  /** The server leaves nothing out but our own, acknowledged before: a hole is healed by asking again. */
  receive(frame: EntryFrame): LogStep<P> {
    const { t: _, chat: __, ...entry } = frame;
    const step = this.#take(entry, false);
    return { ...step, reconnect: entry.seq > this.lastSeq };
  }

  /** Whatever became of a first copy of it: what is acknowledged is in the log. */
  ack(frame: Ack): LogStep<P> {
    const item = this.outbox.find(frame.cid);
    if (!item) return this.#step([]);
    const { cid, n, fence, kind, body } = item;
    if (item.n === 0) return this.#step([]);
    return this.#take({ seq: frame.seq, who: this.me, cid, n, fence, kind, body }, true);
  }

  /** A refusal of one of our entries. */
  error(frame: ErrorFrame): LogStep<P> {
    const item = this.outbox.find(frame.ref ?? "");
    if (item?.state !== "flying") return this.#step([]);
    if (frame.code === "stale_fence") this.#refused = Math.max(this.#refused, item.fence);
    const passing = PASSING.has(frame.code);
    const waits = frame.code !== "stale_fence" && !MISPLACED.has(frame.code);
    this.cool ||= waits && (passing || frame.retry === true);
    this.outbox.refused(item.cid, passing || frame.retry === true);
    return { ...this.#step([], true), reconnect: MISPLACED.has(frame.code) };
  }

  seen(who: Who, seq: number): boolean {
    if (seq <= (this.seenBy.get(who) ?? 0)) return false;
    this.seenBy.set(who, seq);
    return true;
  }

  snapshot(): LogSnapshot<P> {
    const open = this.outbox.items.filter((item) => item.state !== "failed");
    const pending = open.map(({ cid, kind, payload, only }) => ({ cid, kind, payload, only }));
    return { epoch: this.epoch, lastSeq: this.lastSeq, entries: this.entries, pending };
  }

  restore(held: LogSnapshot<P>): void {
    this.epoch = held.epoch;
    this.#ordered.restore(held.lastSeq, held.entries);
    for (const wish of held.pending) this.outbox.add(wish);
  }

  /** Everything in the prefix, in order; what a refill is made of. */
  get entries(): Entry[] {
    return this.#ordered.entries;
  }

  get lastSeq(): number {
    return this.#ordered.lastSeq;
  }

  /** What a hello says of this chat: resume after the entry we hold last. */
  get cursor(): { epoch: string; last_seq: number; last_cid: string } {
    const last = this.entries.at(-1);
    return {
      epoch: this.epoch,
      last_seq: this.lastSeq,
      last_cid: last?.seq === this.lastSeq ? last.cid : "",
    };
  }

  /** After a pause, what was refused for now may fly again. */
  warm(): LogStep<P> {
    this.cool = false;
    if (this.replaying) this.#caughtUp();
    return this.#step([]);
  }

  /** The epoch stays the old one until the server has taken what we hold. */
  #refill(epoch: string): LogStep<P> {
    this.#refilling = true;
    return this.#step(refillFrames(this.chat, epoch, this.entries));
  }

  #take(entry: Entry, echo: boolean): LogStep<P> {
    const mine = this.outbox.acked(entry.cid, entry.seq, entry.n);
    const arrived = this.#ordered.take(entry, echo);
    for (const held of this.#ordered.settled) this.outbox.drop(held);
    return { ...this.#step([], arrived.length > 0 || mine), arrived };
  }

  /** All that the log holds is here: what has not come back is not in it. */
  #caughtUp(): void {
    this.#awaited = null;
    this.outbox.land();
  }

  #step(frames: LogFrame[], changed = false): LogStep<P> {
    if (this.attached && this.#awaited !== null && this.lastSeq >= this.#awaited) this.#caughtUp();
    const moves = this.#ready() ? this.outbox.pump(this.#fence) : { seal: [], send: [] };
    const sends = moves.send.map((part): Send => ({ t: "send", chat: this.chat, ...part }));
    return {
      send: [...frames, ...sends],
      seal: moves.seal,
      arrived: [],
      changed: changed || sends.length > 0,
      reconnect: false,
    };
  }

  #ready(): boolean {
    return !this.replaying && this.attached && !this.#held && !this.cool && this.#fence > this.#refused;
  }
}

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
  Withheld,
} from "../protocol";
import { nameOf, OrderedEntries } from "./ordered-entries";
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

/** What this end was last delivered, with the house's proof of it. */
export interface Cursor {
  epoch: string;
  seq: number;
  stamp: string;
  place: string;
}

export interface LogSnapshot<P> {
  cursor: Cursor;
  lastSeq: number;
  entries: Entry[];
  /** What has not come into the log; words that failed, too, until somebody sends them again. */
  pending: (Wish<P> & { failed?: true })[];
}

/** Refusals that say *not so, not now*: the entry flies again once the fence, number or connection is right. */
const PASSING = new Set(["stale_fence", "gap", "stale_connection", "not_active", "wrong_state", "not_yours"]);
/** Refusals that no pause mends: a later fence does, or the answers to what flew before. */
const NOT_COOLED = new Set(["stale_fence", "gap"]);

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
  #kid = "";
  #refused = 0;
  #held = true;
  #refilling = false;
  #awaited: number | null = null;
  readonly #ordered = new OrderedEntries();
  /** What was proved before a replay: what has not come again has no other proof. */
  #former: { cursor: Cursor; entries: Entry[] } | null = null;

  /** Every role that this end had in this chat. */
  readonly #mine = new Set<Who>();

  constructor(
    readonly chat: string,
    private who: Who,
  ) {
    this.#mine.add(who);
  }

  get me(): Who {
    return this.who;
  }

  /** A supervisor who keeps the chat of a lost counsellor is its counsellor from then on. */
  set me(who: Who) {
    this.who = who;
    this.#mine.add(who);
  }

  /** Words may be sealed for this fence from now on, under who holds it. */
  admit(fence: number, kid: string): LogStep<P> {
    this.#fence = fence;
    this.#kid = kid;
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
    this.#awaited = null;
  }

  /** The server says where we stand; what was missed follows, and nothing of ours flies before it is here. */
  attach(frame: Log): LogStep<P> {
    this.detached();
    this.lost ||= frame.lost === true;
    this.attached = frame.refill !== true;
    if (frame.refill) return this.#refill(frame.epoch);
    // in another epoch the same numbers are other words
    if (frame.epoch !== this.epoch) this.seenBy.clear();
    if (frame.peer_seen) this.seen(this.me === "teen" ? "counsellor" : "teen", frame.peer_seen);
    const anew = frame.epoch !== this.epoch || this.#refilling;
    if (anew && this.cursor.seq > 0) this.#former ??= { cursor: this.cursor, entries: this.#ordered.proved };
    this.#ordered.replay(anew, frame.lost === true);
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

  /** Something stands there that is not for this end, or not yet. */
  hide(frame: Withheld): LogStep<P> {
    const arrived = this.#ordered.hide(frame);
    return { ...this.#step([], arrived.length > 0), arrived, reconnect: frame.seq > this.lastSeq };
  }

  /** Whatever became of a first copy of it: what is acknowledged is in the log. */
  ack(frame: Ack): LogStep<P> {
    const item = this.outbox.find(frame.cid);
    if (!item) return this.#step([]);
    const { cid, n, fence, kid, kind, body } = item;
    if (item.n === 0) return this.#step([]);
    const { seq, stamp, place } = frame;
    return this.#take({ seq, who: this.me, cid, n, fence, kid, kind, body, stamp, place }, true);
  }

  /** A refusal of one of our entries. */
  error(frame: ErrorFrame): LogStep<P> {
    const item = this.outbox.find(frame.ref ?? "");
    if (item?.state !== "flying") return this.#step([]);
    if (frame.code === "stale_fence") this.#refused = Math.max(this.#refused, item.fence);
    const passing = PASSING.has(frame.code);
    const again = passing || frame.retry === true;
    this.cool ||= again && !NOT_COOLED.has(frame.code);
    const behind = this.outbox.refused(item.cid, again);
    const reconnect = frame.code === "gap" && !behind;
    if (reconnect) this.attached = false; // nothing flies on a connection that is given up
    return { ...this.#step([], true), reconnect };
  }

  seen(who: Who, seq: number): boolean {
    if (seq <= (this.seenBy.get(who) ?? 0)) return false;
    this.seenBy.set(who, seq);
    return true;
  }

  snapshot(): LogSnapshot<P> {
    const open = this.outbox.items.filter((item) => item.state !== "failed" || item.kind === "text");
    const pending = open.map(({ cid, kind, payload, only, state }) => ({
      ...{ cid, kind, payload, only },
      ...(state === "failed" && { failed: true as const }),
    }));
    const { cursor, entries } = this;
    if (!this.#former) return { cursor, lastSeq: this.lastSeq, entries, pending };
    const proved = this.#former.entries;
    const names = new Set(proved.map(nameOf));
    const others = entries.filter((entry) => !names.has(nameOf(entry)));
    return { cursor, lastSeq: cursor.seq, entries: [...others, ...proved], pending };
  }

  restore(held: LogSnapshot<P>): void {
    this.epoch = held.cursor.epoch;
    this.#ordered.restore(held.lastSeq, held.entries, held.cursor);
    for (const { failed, ...wish } of held.pending) {
      const item = this.outbox.add(wish);
      if (failed) item.state = "failed";
    }
  }

  /** Everything in the prefix, in order; what a refill is made of. */
  get entries(): Entry[] {
    return this.#ordered.entries;
  }

  get lastSeq(): number {
    return this.#ordered.lastSeq;
  }

  /** What a hello says of this chat: resume after what was delivered last; until a replay is whole, as before it. */
  get cursor(): Cursor {
    if (this.#former) return this.#former.cursor;
    const { seq, stamp, place } = this.#ordered.last;
    return { epoch: seq ? this.epoch : "", seq, stamp, place };
  }

  /** Whether nobody is there to read. */
  get held(): boolean {
    return this.#held;
  }

  /** Some of them have not left this page, and could. */
  get unflown(): boolean {
    return !this.#held && this.attached && this.outbox.waiting;
  }

  /** How much stands there that this end may not see. */
  get withheld(): number {
    return this.#ordered.withheld;
  }

  /** After a pause, what was refused for now may fly again; a replay that does not move any more is asked for again. */
  warm(): LogStep<P> {
    this.cool = false;
    return { ...this.#step([]), reconnect: this.replaying };
  }

  /** The epoch stays the old one until the server has taken what we hold. */
  #refill(epoch: string): LogStep<P> {
    this.#refilling = true;
    return this.#step(refillFrames(this.chat, epoch, this.#former?.entries ?? this.#ordered.proved));
  }

  #take(entry: Entry, echo: boolean): LogStep<P> {
    const mine = this.#mine.has(entry.who) && this.outbox.acked(entry.cid, entry.seq, entry.n);
    const arrived = this.#ordered.take(entry, echo);
    for (const { who, cid } of this.#ordered.settled) if (this.#mine.has(who)) this.outbox.drop(cid);
    return { ...this.#step([], arrived.length > 0 || mine), arrived };
  }

  /** All that the log holds is here: what has not come back is not in it. */
  #caughtUp(): void {
    this.#awaited = null;
    this.#former = null;
    this.outbox.land();
  }

  #step(frames: LogFrame[], changed = false): LogStep<P> {
    if (this.attached && this.#awaited !== null && this.lastSeq >= this.#awaited) this.#caughtUp();
    const moves = this.#ready() ? this.outbox.pump(this.#fence, this.#kid) : { seal: [], send: [] };
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

// What a chat's transcript shows: the log's prefix in order, what happened between, what is still on its way. Pure.
import { nameOf } from "../client/ordered-entries";
import type { Payload } from "../payloads";
import type { Entry, EntryKind, Who } from "../protocol";

/** `hidden`: sealed with a key that was not handed to this page. */
export type Opened = Payload | "hidden";

/** How far words of our own have come; `held`: nobody is there yet to read them. */
export type Delivery = "held" | "waiting" | "sending" | "sent" | "delivered" | "failed";

/** What becomes of words that are not in the log: they fly, wait for the connection or for somebody, or never leave. */
export type Way = "open" | "away" | "nobody" | "over";

/** Something that stands between two entries: it came when the log had reached `after`. */
export interface Between {
  readonly after: number;
}

/** Words of our own that the log does not show yet. */
export interface Pending {
  readonly cid: string;
  readonly kind: EntryKind;
  readonly payload: Payload;
  readonly state: string;
}

export interface Said {
  readonly kind: "said";
  /** Of own words their client id. */
  readonly key: string;
  readonly who: Who;
  readonly mine: boolean;
  readonly fence: number;
  readonly payload: Payload;
  readonly delivery: Delivery | "";
}

export interface Told<B extends Between> {
  readonly kind: "told";
  readonly key: string;
  readonly what: B;
}

export type Line<B extends Between> = Said | Told<B>;

export interface Source<B extends Between> {
  readonly me: Who;
  readonly entries: readonly Entry[];
  /** By the name of an entry: two ends may have drawn one client id. */
  readonly opened: ReadonlyMap<string, Opened>;
  readonly pending: readonly Pending[];
  readonly between: readonly B[];
  readonly way: Way;
  /** The other end's read receipt for this entry: up to which place it has read. */
  readonly readUpTo: (entry: Entry) => number;
  /** Whether this page shows such a payload as a line. */
  readonly shows: (payload: Payload) => boolean;
}

const NOT_YET: Readonly<Record<Way, Delivery>> = {
  open: "sending",
  away: "waiting",
  nobody: "held",
  over: "failed",
};
const SETTLED = ["sent", "failed"];

/** Makes the lines of one chat; a line that says the same as before is the same object. */
export class Transcript<B extends Between> {
  readonly #said = new WeakMap<object, Said>();
  readonly #told = new WeakMap<object, Told<B>>();

  lines(source: Source<B>): Line<B>[] {
    const shown: Line<B>[] = [];
    let next = 0;
    for (const entry of source.entries) {
      next = this.#between(source, next, entry.seq, shown);
      this.#entry(source, entry, shown);
    }
    this.#between(source, next, Number.POSITIVE_INFINITY, shown);
    return [...shown, ...this.#pending(source)];
  }

  /** What came before this place, from the `from`th on; gives how many were told. */
  #between({ between }: Source<B>, from: number, before: number, shown: Line<B>[]): number {
    let at = from;
    for (let what = between[at]; what && what.after < before; what = between[at]) {
      shown.push(this.#tell(what, at));
      at += 1;
    }
    return at;
  }

  #tell(what: B, at: number): Told<B> {
    const told = this.#told.get(what) ?? { kind: "told", key: `told.${at}`, what };
    this.#told.set(what, told);
    return told;
  }

  #entry(source: Source<B>, entry: Entry, shown: Line<B>[]): void {
    const payload = source.opened.get(nameOf(entry));
    if (!payload || payload === "hidden" || !source.shows(payload)) return;
    const mine = entry.who === source.me;
    const delivery = !mine ? "" : entry.seq <= source.readUpTo(entry) ? "delivered" : "sent";
    const { cid, who, fence } = entry;
    const key = mine ? cid : nameOf(entry);
    shown.push(this.#say(entry, { kind: "said", key, who, mine, fence, payload, delivery }));
  }

  #pending({ pending, entries, shows, way, me }: Source<B>): Said[] {
    if (pending.length === 0) return [];
    const known = new Set(entries.map((entry) => entry.cid));
    return pending
      .filter((one) => !known.has(one.cid) && shows(one.payload))
      .map((one) => {
        const delivery = SETTLED.includes(one.state) ? (one.state as Delivery) : NOT_YET[way];
        const { cid: key, payload } = one;
        return this.#say(one, { kind: "said", key, who: me, mine: true, fence: 0, payload, delivery });
      });
  }

  #say(of: object, fresh: Said): Said {
    const before = this.#said.get(of);
    if (before && before.payload === fresh.payload && before.delivery === fresh.delivery) return before;
    this.#said.set(of, fresh);
    return fresh;
  }
}

// The entries of one log in order: a prefix without gap or repeat, rebuilt when the server tells it anew.
import type { Entry, Withheld } from "../protocol";

/** An entry or something withheld, with the proof that it was delivered. */
export interface Delivered {
  seq: number;
  stamp: string;
  place: string;
}

const NOTHING: Delivered = { seq: 0, stamp: "", place: "" };

export class OrderedEntries {
  lastSeq = 0;
  /** The newest that came with a place. */
  last: Delivered = NOTHING;
  /** What became part of the prefix at the last step. */
  settled: Entry[] = [];
  #placed: Entry[] = [];
  /** What we held before a replay from the beginning and have not met again. */
  #former = new Map<string, Entry>();
  #early = new Map<number, Entry | Withheld>();
  readonly #withheld = new Set<number>();
  #names = new Set<string>();
  #anyFirst = true;
  #torn = false;

  get entries(): Entry[] {
    return this.#former.size > 0 ? [...this.#former.values(), ...this.#placed] : this.#placed;
  }

  /** The entries of this epoch without a gap before what was delivered last: what a refill is made of. */
  get proved(): Entry[] {
    const placed = this.#placed;
    let from = placed.length;
    while (from > 0 && (from === placed.length || seqAt(placed, from - 1) === seqAt(placed, from) - 1))
      from -= 1;
    return placed.slice(from);
  }

  get withheld(): number {
    return this.#withheld.size;
  }

  restore(lastSeq: number, entries: Entry[], last: Delivered): void {
    this.lastSeq = lastSeq;
    this.last = last;
    this.#placed = [...entries];
    this.#anyFirst = lastSeq === 0;
    this.#names = new Set(entries.map(nameOf));
  }

  /**
   * Missed entries will follow; `anew` when places may have changed and all are told from the beginning, `torn` when
   * some are lost for good and their places stay empty.
   */
  replay(anew: boolean, torn = false): void {
    this.#early.clear();
    this.#torn = torn;
    if (!anew) return;
    this.#former = new Map(this.entries.map((entry) => [nameOf(entry), entry]));
    this.#placed = [];
    this.#names = new Set();
    this.#withheld.clear();
    this.lastSeq = 0;
    this.last = NOTHING;
    this.#anyFirst = true;
  }

  /** Something stands at this place that is not for us, or not yet. */
  hide(frame: Withheld): Entry[] {
    if (frame.seq > this.lastSeq) this.#early.set(frame.seq, frame);
    return this.#advance(this.#anyFirst || this.#torn ? frame.seq : 0);
  }

  /** Places an entry; returns what is newly part of the prefix. `echo` marks an acknowledgement of our own. */
  take(entry: Entry, echo: boolean): Entry[] {
    if (this.#withheld.delete(entry.seq)) return this.#reveal(entry);
    if (entry.seq > this.lastSeq) this.#early.set(entry.seq, entry);
    const upto = echo || !(this.#anyFirst || this.#torn) ? 0 : entry.seq;
    if (!echo) this.#anyFirst = false;
    return this.#advance(upto);
  }

  #advance(upto: number): Entry[] {
    const arrived: Entry[] = [];
    this.settled = [];
    for (let next = this.#next(upto); next; next = this.#next(upto)) {
      const entry = this.#reach(next);
      if (entry && this.#place(entry)) arrived.push(entry);
    }
    return arrived;
  }

  /** What was written before we came, and may be shown now. */
  #reveal(entry: Entry): Entry[] {
    this.settled = [];
    if (this.#names.has(nameOf(entry))) return [];
    this.#names.add(nameOf(entry));
    this.#placed = [...this.#placed, entry].sort((one, other) => one.seq - other.seq);
    return [entry];
  }

  #reach(next: Entry | Withheld): Entry | null {
    this.#early.delete(next.seq);
    this.lastSeq = next.seq;
    const { seq, stamp = "", place = "" } = next;
    if (place) this.last = { seq, stamp, place };
    if ("cid" in next) return next;
    this.#withheld.add(seq);
    this.#anyFirst = false;
    return null;
  }

  /** What follows the prefix; up to `upto` nothing else can come, and empty places are jumped over. */
  #next(upto: number): Entry | Withheld | undefined {
    const first = Math.min(...this.#early.keys());
    return this.#early.get(first <= upto ? first : this.lastSeq + 1);
  }

  #place(entry: Entry): boolean {
    const name = nameOf(entry);
    this.settled.push(entry);
    const again = this.#former.delete(name);
    if (!again && this.#names.has(name)) return false;
    this.#placed.push(entry);
    this.#names.add(name);
    return !again;
  }
}

/** What tells an entry from all others: two ends may have drawn one client id. */
export const nameOf = ({ who, cid }: Pick<Entry, "who" | "cid">): string => `${who} ${cid}`;

const seqAt = (entries: readonly Entry[], at: number): number => entries[at]?.seq ?? 0;

// The entries of one log in order: a prefix without gap or repeat, rebuilt when the server tells it anew.
import type { Entry } from "../protocol";

export class OrderedEntries {
  lastSeq = 0;
  /** Client ids that became part of the prefix at the last step. */
  settled: string[] = [];
  #placed: Entry[] = [];
  /** What we held before a replay from the beginning and have not met again. */
  #former = new Map<string, Entry>();
  #early = new Map<number, Entry>();
  #cids = new Set<string>();
  #anyFirst = true;
  #torn = false;

  get entries(): Entry[] {
    return this.#former.size > 0 ? [...this.#former.values(), ...this.#placed] : this.#placed;
  }

  restore(lastSeq: number, entries: Entry[]): void {
    this.lastSeq = lastSeq;
    this.#placed = [...entries];
    this.#anyFirst = lastSeq === 0;
    this.#cids = new Set(entries.map((entry) => entry.cid));
  }

  /**
   * Missed entries will follow; `anew` when places may have changed and all are told from the beginning, `torn` when
   * some are lost for good and their places stay empty.
   */
  replay(anew: boolean, torn = false): void {
    this.#early.clear();
    this.#torn = torn;
    if (!anew) return;
    this.#former = new Map(this.entries.map((entry) => [entry.cid, entry]));
    this.#placed = [];
    this.lastSeq = 0;
    this.#anyFirst = true;
  }

  /** Places an entry; returns what is newly part of the prefix. `echo` marks an acknowledgement of our own. */
  take(entry: Entry, echo: boolean): Entry[] {
    if (entry.seq > this.lastSeq) this.#early.set(entry.seq, entry);
    const upto = echo || !(this.#anyFirst || this.#torn) ? 0 : entry.seq;
    if (!echo) this.#anyFirst = false;
    const arrived: Entry[] = [];
    this.settled = [];
    for (let next = this.#next(upto); next; next = this.#next(upto))
      if (this.#place(next)) arrived.push(next);
    return arrived;
  }

  /** What follows the prefix; up to `upto` nothing else can come, and empty places are jumped over. */
  #next(upto: number): Entry | undefined {
    const first = Math.min(...this.#early.keys());
    return this.#early.get(first <= upto ? first : this.lastSeq + 1);
  }

  #place(entry: Entry): boolean {
    this.#early.delete(entry.seq);
    this.lastSeq = entry.seq;
    this.settled.push(entry.cid);
    const again = this.#former.delete(entry.cid);
    if (!again && this.#cids.has(entry.cid)) return false;
    this.#placed.push(entry);
    this.#cids.add(entry.cid);
    return !again;
  }
}

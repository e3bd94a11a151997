// What this end wants in the log and does not yet know to be there: order kept, numbered when it flies.
import type { EntryKind, Send } from "../protocol";

export type ItemState = "new" | "sealing" | "ready" | "flying" | "sent" | "failed";

/** One entry on its way. `payload` stays clear until it is sealed for the fence of the moment. */
export interface Item<P> {
  cid: string;
  kind: EntryKind;
  payload: P;
  fence: number;
  /** Of who holds that fence. */
  kid: string;
  body: string;
  n: number;
  state: ItemState;
  seq: number;
  only: number;
}

export interface Manner {
  /** Goes before everything that has not flown yet (a grant must come before the words it opens). */
  first?: boolean;
  /** Has a meaning for this fence alone (a yes to one counsellor): for a later one it is dropped. */
  only?: number;
}

export interface Wish<P> extends Manner {
  cid: string;
  kind: EntryKind;
  payload: P;
}

/** Who wrote much without a connection sends it in step with the answers, and is not taken for a machine. */
const MOST_FLYING = 8;

export interface Moves<P> {
  seal: Item<P>[];
  send: Omit<Send, "chat" | "t">[];
}

export class Outbox<P> {
  items: Item<P>[] = [];
  /** The newest own number known to be in the log. */
  known = 0;
  #failing = false;

  add(wish: Wish<P>): Item<P> {
    const { cid, kind, payload, only = 0 } = wish;
    const fresh = { fence: 0, kid: "", body: "", n: 0, state: "new", seq: 0 } as const;
    const item: Item<P> = { cid, kind, payload, only, ...fresh };
    const at = wish.first ? this.items.findIndex((held) => this.#waiting(held)) : -1;
    this.items.splice(at < 0 ? this.items.length : at, 0, item);
    return item;
  }

  /** What can be sealed and sent now, under this fence; nothing while refusals are still coming in. */
  pump(fence: number, kid: string): Moves<P> {
    const moves: Moves<P> = { seal: [], send: [] };
    if (this.#failing && this.flying > 0) return moves;
    this.#failing = false;
    this.items = this.items.filter((item) => !this.#waiting(item) || item.only === 0 || item.only >= fence);
    let open = true;
    for (const item of this.items.filter((held) => this.#waiting(held) && held.only <= fence)) {
      if (item.state === "ready" && (item.fence !== fence || item.kid !== kid)) item.state = "new";
      if (item.state === "new") moves.seal.push(this.#sealing(item, fence, kid));
      open &&= item.state === "ready" && this.flying < MOST_FLYING;
      if (open) moves.send.push(this.#fly(item));
    }
    return moves;
  }

  /** The sealed body of an item; ignored when another fence has come meanwhile. */
  sealed(cid: string, fence: number, body: string): void {
    const item = this.find(cid);
    if (item?.state !== "sealing") return;
    item.state = item.fence === fence ? "ready" : "new";
    item.body = body;
  }

  /** It cannot be sealed: nothing waits for it. */
  unsealed(cid: string): void {
    const item = this.find(cid);
    if (item?.state === "sealing") item.state = "failed";
  }

  /** Somebody wants what failed to be tried once more. */
  again(cid: string): void {
    const item = this.find(cid);
    if (item?.state !== "failed") return;
    this.drop(cid);
    this.items.push({ ...item, state: "new", fence: 0, kid: "", body: "", n: 0 });
  }

  /** The log has it, under this number; true when that is news. */
  acked(cid: string, seq: number, n: number): boolean {
    const item = this.find(cid);
    if (!item) return false;
    const news = item.state !== "sent";
    item.state = "sent";
    item.seq = seq;
    this.known = Math.max(this.known, n);
    return news;
  }

  /**
   * The server refused it: once all of this flight have answered, they fly again under new numbers, as they were
   * sealed, for the log may have one all the same, with a stamp of these bytes. Tells whether one of this flight was
   * refused before.
   */
  refused(cid: string, again: boolean): boolean {
    const behind = this.#failing;
    const item = this.find(cid);
    if (item?.state !== "flying") return behind;
    this.#failing = true;
    item.state = again ? "ready" : "failed";
    return behind;
  }

  /** A fresh connection has told all it holds: what flew or was sent and is still here flies again. */
  land(): void {
    const lost = this.items.filter((item) => item.state === "flying" || item.state === "sent");
    for (const item of lost) {
      item.n = 0;
      item.state = item.body ? "ready" : "new";
    }
    this.#failing = false;
  }

  drop(cid: string): void {
    this.items = this.items.filter((item) => item.cid !== cid);
  }

  find(cid: string): Item<P> | undefined {
    return this.items.find((item) => item.cid === cid);
  }

  /** How many entries wait for their answer. */
  get flying(): number {
    return this.#flying().length;
  }

  /** Whether words are on their way, or will be. */
  get speaking(): boolean {
    return this.items.some(
      (item) => item.kind === "text" && (this.#waiting(item) || item.state === "flying"),
    );
  }

  /** Whether something is to be sealed or sent yet. */
  get waiting(): boolean {
    return this.items.some((item) => this.#waiting(item));
  }

  #waiting(item: Item<P>): boolean {
    return item.state === "new" || item.state === "sealing" || item.state === "ready";
  }

  #flying(): Item<P>[] {
    return this.items.filter((item) => item.state === "flying");
  }

  #sealing(item: Item<P>, fence: number, kid: string): Item<P> {
    item.state = "sealing";
    item.fence = fence;
    item.kid = kid;
    return item;
  }

  #fly(item: Item<P>): Omit<Send, "chat" | "t"> {
    const newest = this.#flying().reduce((top, held) => Math.max(top, held.n), this.known);
    item.n = newest + 1;
    item.state = "flying";
    const { fence, kid, cid, n, kind, body } = item;
    return { fence, kid, cid, n, kind, body };
  }
}

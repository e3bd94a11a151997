// For tests: the core against a scripted server, with no clock but the one in hand; and a socket without a network.
import type { EntryKind, Log, ToTeen } from "../protocol";
import { Core, type Effect } from "./core";

export type P = { text: string };
export const CHAT = "c".repeat(22);

export class Bench {
  now = 1_000;
  readonly core = new Core<P>("teen", () => 0.5);
  sent: Record<string, unknown>[] = [];
  entries: string[] = [];
  opens = 0;
  /** The entry that cannot be sealed. */
  breaks = "";

  run(effects: Effect<P>[]): void {
    for (const effect of effects) this.carry(effect);
  }

  private carry(effect: Effect<P>): void {
    if (effect.do === "send") this.sent.push(effect.frame as unknown as Record<string, unknown>);
    if (effect.do === "open") this.opens += 1;
    if (effect.do === "entry") this.entries.push(`${effect.entry.seq}:${effect.entry.cid}`);
    if (effect.do === "seal") {
      const { cid, fence, payload } = effect.item;
      if (cid === this.breaks) this.run(this.core.unsealed(CHAT, cid, this.now));
      else this.run(this.core.sealed(CHAT, cid, fence, `${payload.text}@${fence}`, this.now));
    }
  }

  connect(log: Partial<Log> = {}): void {
    if (this.opens === 0) this.run(this.core.start(this.now));
    const last_seq = this.core.follower(CHAT).lastSeq;
    this.run(this.core.opened({ t: "hello_teen", v: 1, token: "", ticket: "", last_seq }, this.now));
    this.receive({ t: "log", chat: CHAT, epoch: "e1", fence: 1, head: 0, n: 0, ...log });
  }

  receive(frame: ToTeen): void {
    this.run(this.core.received(frame, this.now));
  }

  entry(seq: number, cid: string, who: "teen" | "counsellor" = "counsellor", n = seq): void {
    const kind: EntryKind = "text";
    this.receive({ t: "entry", chat: CHAT, seq, who, cid, n, fence: 1, kind, body: "b" });
  }

  write(cid: string): void {
    this.run(this.core.write(CHAT, "text", { text: cid }, cid, this.now));
  }

  drop(code = 1006): void {
    this.run(this.core.closed(code, this.now));
    this.now += 20_000;
    this.run(this.core.due(this.now));
  }

  take(type: string): Record<string, unknown>[] {
    const found = this.sent.filter((frame) => frame.t === type);
    this.sent = [];
    return found;
  }
}

export function live(): Bench {
  const bench = new Bench();
  bench.connect();
  bench.run(bench.core.admit(CHAT, 1, bench.now));
  bench.sent = [];
  return bench;
}

/** Stands in for the page's WebSocket; the test plays the server. */
export class Socket {
  static readonly OPEN = 1;
  static all: Socket[] = [];
  readyState = 0;
  sent: string[] = [];
  onopen?: () => void;
  onmessage?: (event: { data: string }) => void;
  onclose?: (event: { code: number }) => void;

  constructor() {
    Socket.all.push(this);
  }

  greet(): void {
    this.readyState = Socket.OPEN;
    this.onopen?.();
    this.hear({ t: "ping" });
  }

  hear(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.readyState = 3;
  }
}

// The life of one connection, without a socket: when to open, when to give it up, when to try again.
import { CLOSE } from "../protocol";
import { backoff } from "./backoff";
import { type FinalReason, finalReason } from "./close";

export type LinkState = "idle" | "connecting" | "greeting" | "open" | "waiting" | "final";
export type LinkAction = "open" | "close";

/** The server pings every 20 s; this much silence means that nobody is there. */
export const SILENCE_MS = 45_000;
/** Words that were sent are answered much sooner: a socket that says nothing for so long is dead. */
export const ANSWER_MS = 10_000;
/** Entries that stay without their answers, though the server speaks, will get none on this connection. */
const SETTLE_MS = 30_000;
const CONNECT_MS = 10_000;
const SLOW_MS = 3_000;
const GREET_MS = 15_000;
const STALE_MS = 25_000;
/** A connection that ended sooner was none: the next waits longer. */
const LIVED_MS = 5_000;
/** So long may a hello that was given up still be taken: by a gateway that was frozen, or behind with its work. */
const LATE_MS = 60_000;
/** Below this a close code says nothing about what the server did with the hello. */
const SERVERS_OWN = 4000;
const LIVE: readonly LinkState[] = ["connecting", "greeting", "open"];

export class Link {
  state: LinkState = "idle";
  reason: FinalReason | null = null;
  #attempt = 0;
  #short = 0;
  #wake: number | null = null;
  #answerBy: number | null = null;
  #owed = 0;
  #settleBy: number | null = null;
  #openedAt: number | null = null;
  #heardAt = 0;
  #moving = false;
  #lateUntil = 0;

  constructor(private readonly random: () => number) {}

  /** When `due` wants to be called, or null. */
  get wakeAt(): number | null {
    const times = [this.#wake, this.#answerBy, this.#settleBy].filter((at) => at !== null);
    return times.length > 0 ? Math.min(...times) : null;
  }

  start(now: number): LinkAction[] {
    return this.state === "idle" ? this.#connect(now) : [];
  }

  /** The socket is open and hello is on its way. */
  opened(now: number): LinkAction[] {
    this.state = "greeting";
    this.#heardAt = now;
    this.#wake = now + GREET_MS;
    return [];
  }

  /** A frame came; the first one after hello says that we are in. */
  heard(now: number): LinkAction[] {
    if (this.state === "greeting") {
      this.state = "open";
      this.#openedAt = now;
      this.#attempt = this.#short;
    }
    this.#heardAt = now;
    this.#answerBy = null;
    if (!this.#moving) this.#wake = now + SILENCE_MS;
    return [];
  }

  /** Something was sent that the server answers. */
  asked(now: number): void {
    if (this.state === "open") this.#answerBy ??= now + ANSWER_MS;
  }

  /** So many entries wait for their answers; each change of the number is progress. */
  owes(count: number, now: number): void {
    if (this.state !== "open" || count === this.#owed) return;
    this.#owed = count;
    this.#settleBy = count > 0 ? now + SETTLE_MS : null;
  }

  /** The socket closed, whoever closed it. */
  closed(code: number, now: number): LinkAction[] {
    if (!this.#live) return [];
    if (code < SERVERS_OWN) this.#giveUp(now);
    this.reason = this.#replacedByOurselves(code, now) ? null : finalReason(code);
    if (this.reason !== null) return this.stop();
    return this.#retry(now);
  }

  /** The time of `wakeAt` has come. */
  due(now: number): LinkAction[] {
    if (this.wakeAt === null || now < this.wakeAt) return [];
    if (this.state === "waiting") return this.#connect(now);
    return this.#moving ? this.#renew(now) : this.again(now);
  }

  /** The gateway is about to stop: move at a random moment within the given time. */
  drain(withinMs: number, now: number): LinkAction[] {
    if (this.state !== "open" || this.#moving) return [];
    this.#moving = true;
    this.#wake = now + Math.floor(this.random() * withinMs);
    return [];
  }

  /** Another network, or time that passed unseen: an old socket is not trusted, and old failures say nothing. */
  woke(now: number): LinkAction[] {
    this.#attempt = this.#short;
    if (this.state === "waiting") return this.#connect(now);
    return this.#live ? this.#renew(now) : [];
  }

  /** The network went away: a socket that still looks open is not. */
  offline(now: number): LinkAction[] {
    return this.#live ? this.again(now) : [];
  }

  /** The page is seen again, or somebody wants it now: whatever was silent for long is not trusted. */
  seen(now: number): LinkAction[] {
    if (this.state === "waiting") return this.#connect(now);
    const stale = this.state === "open" && now - this.#heardAt > STALE_MS;
    const slow = this.state === "connecting" && (this.#wake ?? now) - now < CONNECT_MS - SLOW_MS;
    return stale || slow ? this.#renew(now) : [];
  }

  /** Gives up this socket; the next one waits as after a close. */
  again(now: number): LinkAction[] {
    this.#giveUp(now);
    return ["close", ...this.#retry(now)];
  }

  /** Ends for good. */
  stop(): LinkAction[] {
    const live = this.#live;
    this.#rest("final");
    this.#wake = null;
    return live ? ["close"] : [];
  }

  /** What ended it is mended. */
  revive(now: number): LinkAction[] {
    return this.state === "final" ? this.#connect(now) : [];
  }

  get #live(): boolean {
    return LIVE.includes(this.state);
  }

  #rest(state: LinkState): void {
    this.state = state;
    this.#moving = false;
    this.#answerBy = null;
    this.#settleBy = null;
    this.#owed = 0;
  }

  #connect(now: number): LinkAction[] {
    this.#rest("connecting");
    this.#openedAt = null;
    this.#wake = now + CONNECT_MS;
    return ["open"];
  }

  #renew(now: number): LinkAction[] {
    this.#giveUp(now);
    return ["close", ...this.#connect(now)];
  }

  /** A hello without its answer may still be taken, after that of the next attempt. */
  #giveUp(now: number): void {
    if (this.state === "greeting") this.#lateUntil = now + LATE_MS;
  }

  /**
   * Whether the newer connection can be a hello that we gave up: it has nobody, so coming back helps. Once for each,
   * so that two windows do not take a chat from each other for ever.
   */
  #replacedByOurselves(code: number, now: number): boolean {
    const ours = code === CLOSE.newer_connection && now < this.#lateUntil;
    if (ours) this.#lateUntil = 0;
    return ours;
  }

  #retry(now: number): LinkAction[] {
    if (this.#openedAt !== null) this.#attempt = this.#short = this.#lived(now) ? 0 : this.#short + 1;
    this.#openedAt = null;
    this.#rest("waiting");
    this.#wake = now + backoff(this.#attempt, this.random);
    this.#attempt += 1;
    return [];
  }

  #lived(now: number): boolean {
    return this.#openedAt !== null && now - this.#openedAt >= LIVED_MS;
  }
}

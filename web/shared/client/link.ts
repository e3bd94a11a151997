// The life of one connection, without a socket: when to open, when to give it up, when to try again.
import { backoff } from "./backoff";
import { type FinalReason, finalReason } from "./close";

export type LinkState = "idle" | "connecting" | "greeting" | "open" | "waiting" | "final";
export type LinkAction = "open" | "close";

/** The server pings every 20 s; this much silence means that nobody is there. */
export const SILENCE_MS = 45_000;
const CONNECT_MS = 10_000;
const STALE_MS = 25_000;

export class Link {
  state: LinkState = "idle";
  reason: FinalReason | null = null;
  /** When `due` wants to be called, or null. */
  wakeAt: number | null = null;
  private attempt = 0;
  private heardAt = 0;
  private moving = false;

  constructor(private readonly random: () => number) {}

  start(now: number): LinkAction[] {
    return this.state === "idle" ? this.connect(now) : [];
  }

  /** The socket is open and hello is on its way. */
  opened(now: number): LinkAction[] {
    this.state = "greeting";
    return this.hear(now);
  }

  /** A frame came; the first one after hello says that we are in. */
  heard(now: number): LinkAction[] {
    if (this.state === "greeting") {
      this.state = "open";
      this.attempt = 0;
    }
    return this.hear(now);
  }

  /** The socket closed, whoever closed it. */
  closed(code: number, now: number): LinkAction[] {
    if (this.state === "idle" || this.state === "final" || this.state === "waiting") return [];
    this.reason = finalReason(code);
    if (this.reason !== null) return this.stop();
    return this.retry(now);
  }

  /** The time of `wakeAt` has come. */
  due(now: number): LinkAction[] {
    if (this.wakeAt === null || now < this.wakeAt) return [];
    if (this.state === "waiting") return this.connect(now);
    if (this.moving) return this.renew(now);
    return this.state === "idle" || this.state === "final" ? this.quiet() : ["close", ...this.retry(now)];
  }

  /** The gateway is about to stop: move at a random moment within the given time. */
  drain(withinMs: number, now: number): LinkAction[] {
    if (this.state !== "open" || this.moving) return [];
    this.moving = true;
    this.wakeAt = now + Math.floor(this.random() * withinMs);
    return [];
  }

  /** The network came back: the old socket belongs to the old network. */
  online(now: number): LinkAction[] {
    if (this.state === "waiting") return this.connect(now);
    return this.state === "open" || this.state === "greeting" ? this.renew(now) : [];
  }

  /** The network went away: a socket that still looks open is not. */
  offline(now: number): LinkAction[] {
    const live = this.state === "connecting" || this.state === "greeting" || this.state === "open";
    return live ? ["close", ...this.retry(now)] : [];
  }

  /** The page is seen again: whatever was silent for long is not trusted. */
  seen(now: number): LinkAction[] {
    if (this.state === "waiting") return this.connect(now);
    const stale = this.state === "open" && now - this.heardAt > STALE_MS;
    return stale ? this.renew(now) : [];
  }

  /** Ends for good. */
  stop(): LinkAction[] {
    const live = this.state === "connecting" || this.state === "greeting" || this.state === "open";
    this.state = "final";
    this.wakeAt = null;
    return live ? ["close"] : [];
  }

  private hear(now: number): LinkAction[] {
    this.heardAt = now;
    if (!this.moving) this.wakeAt = now + SILENCE_MS;
    return [];
  }

  private quiet(): LinkAction[] {
    this.wakeAt = null;
    return [];
  }

  private connect(now: number): LinkAction[] {
    this.state = "connecting";
    this.moving = false;
    this.wakeAt = now + CONNECT_MS;
    return ["open"];
  }

  private renew(now: number): LinkAction[] {
    return ["close", ...this.connect(now)];
  }

  private retry(now: number): LinkAction[] {
    this.state = "waiting";
    this.moving = false;
    this.wakeAt = now + backoff(this.attempt, this.random);
    this.attempt += 1;
    return [];
  }
}

// Carries out the core's effects in a browser: one WebSocket, one timer, the page's events.
import { Alarm } from "./alarm";
import { stayAwake } from "./awake";
import { Sleep, steady } from "./clock";
import type { Core, Effect, Incoming, Outgoing } from "./core";
import type { Item } from "./outbox";

export interface DriverOptions<P> {
  url: string;
  core: Core<P>;
  /** The first frame, made anew for each attempt; throw `Final` to stop, anything else to try later. */
  hello: () => Promise<Outgoing>;
  /** Seals a payload for the item's fence. */
  seal: (chat: string, item: Item<P>) => Promise<string>;
  /** Everything that is not the driver's own: link, entry, chat, frame. */
  on: (effect: Effect<P>) => void;
}

/** Thrown by `hello` when another attempt has no use; its code is a final close code. */
export class Final extends Error {
  constructor(readonly code: number) {
    super(`final ${code}`);
  }
}

const ABNORMAL = 1006;
/** How often to look whether the device slept. */
const LOOK_MS = 5_000;

export class Driver<P> {
  #socket: WebSocket | null = null;
  #attempt = 0;
  readonly #leave = new AbortController();
  readonly #alarm = new Alarm(() => this.run(this.options.core.due(steady())));
  readonly #sleep = new Sleep(Date.now(), steady());

  constructor(private readonly options: DriverOptions<P>) {}

  start(): void {
    const { signal } = this.#leave;
    const { core } = this.options;
    addEventListener("online", () => this.run(core.woke(steady())), { signal });
    addEventListener("offline", () => this.run(core.offline(steady())), { signal });
    addEventListener("pageshow", ({ persisted }) => this.#shown(persisted), { signal });
    document.addEventListener("resume", () => this.#shown(true), { signal });
    document.addEventListener("visibilitychange", () => this.#visible(), { signal });
    const looking = setInterval(() => this.#look(), LOOK_MS);
    signal.addEventListener("abort", () => clearInterval(looking));
    stayAwake(signal);
    this.run(core.start(steady()));
  }

  /** Try at once instead of waiting. */
  retry(): void {
    this.run(this.options.core.seen(steady()));
  }

  /** Try again what had ended for good. */
  revive(): void {
    this.run(this.options.core.revive(steady()));
  }

  stop(): void {
    this.#leave.abort();
    this.run(this.options.core.stop());
    this.#alarm.stop();
  }

  /** Carries out effects that the application got from the core. */
  run(effects: Effect<P>[]): void {
    try {
      for (const effect of effects) this.#carry(effect);
    } finally {
      this.#plan();
    }
  }

  /** Sends an application frame when connected; false when it must be sent again after the next hello. */
  send(frame: Outgoing): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  #carry(effect: Effect<P>): void {
    if (effect.do === "open") void this.#open();
    else if (effect.do === "close") this.#close();
    else if (effect.do === "send") this.send(effect.frame);
    else if (effect.do === "seal") void this.#seal(effect.chat, effect.item);
    else this.options.on(effect);
  }

  async #seal(chat: string, item: Item<P>): Promise<void> {
    const { fence, cid } = item;
    const { core, seal } = this.options;
    const body = await seal(chat, item).catch(() => null);
    const step =
      body === null ? core.unsealed(chat, cid, steady()) : core.sealed(chat, cid, fence, body, steady());
    this.run(step);
  }

  async #open(): Promise<void> {
    this.#close();
    const attempt = ++this.#attempt;
    try {
      const hello = await this.options.hello();
      if (attempt === this.#attempt) this.#connect(hello);
    } catch (problem) {
      const code = problem instanceof Final ? problem.code : ABNORMAL;
      if (attempt === this.#attempt) this.run(this.options.core.closed(code, steady()));
    }
  }

  #connect(hello: Outgoing): void {
    const { core, url } = this.options;
    const socket = new WebSocket(url);
    this.#socket = socket;
    const mine = (act: () => Effect<P>[]): void => {
      if (this.#socket === socket) this.run(act());
    };
    socket.onopen = () => mine(() => core.opened(hello, steady()));
    socket.onmessage = ({ data }) =>
      mine(() => core.received(JSON.parse(String(data)) as Incoming, steady()));
    socket.onclose = ({ code }) => mine(() => this.#gone(code));
  }

  #gone(code: number): Effect<P>[] {
    this.#socket = null;
    return this.options.core.closed(code, steady());
  }

  #close(): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#attempt += 1;
    socket?.close(1000);
  }

  #visible(): void {
    if (document.visibilityState === "visible") this.#shown(false);
    else this.#plan();
  }

  /** The page is in front of somebody again; `frozen` when it did not run meanwhile. */
  #shown(frozen: boolean): void {
    const { core } = this.options;
    const slept = this.#slept() || frozen;
    this.run(slept ? core.woke(steady()) : core.seen(steady()));
  }

  #look(): void {
    if (this.#slept()) this.run(this.options.core.woke(steady()));
  }

  #slept(): boolean {
    return this.#sleep.over(Date.now(), steady());
  }

  #plan(): void {
    if (this.#leave.signal.aborted) return;
    const at = this.options.core.wakeAt;
    if (at === null) this.#alarm.clear();
    else this.#alarm.set(Math.max(0, at - steady()));
  }
}

/** The address of a WebSocket endpoint on this page's own origin. */
export function socketUrl(path: string): string {
  return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`;
}

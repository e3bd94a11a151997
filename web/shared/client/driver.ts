// Carries out the core's effects in a browser: one WebSocket, one timer, the page's events.
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

export class Driver<P> {
  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private attempt = 0;
  private readonly leave = new AbortController();

  constructor(private readonly options: DriverOptions<P>) {}

  start(): void {
    const { signal } = this.leave;
    const { core } = this.options;
    addEventListener("online", () => this.run(core.online(Date.now())), { signal });
    addEventListener("offline", () => this.run(core.offline(Date.now())), { signal });
    addEventListener("pageshow", () => this.run(core.seen(Date.now())), { signal });
    document.addEventListener("visibilitychange", () => this.visible(), { signal });
    this.run(core.start(Date.now()));
  }

  /** Try at once instead of waiting. */
  retry(): void {
    this.run(this.options.core.seen(Date.now()));
  }

  stop(): void {
    this.leave.abort();
    this.run(this.options.core.stop());
    clearTimeout(this.timer);
  }

  /** Carries out effects that the application got from the core. */
  run(effects: Effect<P>[]): void {
    for (const effect of effects) this.carry(effect);
    this.plan();
  }

  /** Sends an application frame when connected; false when it must be sent again after the next hello. */
  send(frame: Outgoing): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  private carry(effect: Effect<P>): void {
    if (effect.do === "open") void this.open();
    else if (effect.do === "close") this.close();
    else if (effect.do === "send") this.send(effect.frame);
    else if (effect.do === "seal") void this.seal(effect.chat, effect.item);
    else this.options.on(effect);
  }

  private async seal(chat: string, item: Item<P>): Promise<void> {
    const { fence, cid } = item;
    const body = await this.options.seal(chat, item);
    this.run(this.options.core.sealed(chat, cid, fence, body, Date.now()));
  }

  private async open(): Promise<void> {
    this.close();
    const attempt = ++this.attempt;
    try {
      const hello = await this.options.hello();
      if (attempt === this.attempt) this.connect(hello);
    } catch (problem) {
      const code = problem instanceof Final ? problem.code : ABNORMAL;
      if (attempt === this.attempt) this.run(this.options.core.closed(code, Date.now()));
    }
  }

  private connect(hello: Outgoing): void {
    const { core, url } = this.options;
    const socket = new WebSocket(url);
    this.socket = socket;
    const mine = (act: () => Effect<P>[]): void => {
      if (this.socket === socket) this.run(act());
    };
    socket.onopen = () => mine(() => core.opened(hello, Date.now()));
    socket.onmessage = ({ data }) =>
      mine(() => core.received(JSON.parse(String(data)) as Incoming, Date.now()));
    socket.onclose = ({ code }) => mine(() => this.gone(code));
  }

  private gone(code: number): Effect<P>[] {
    this.socket = null;
    return this.options.core.closed(code, Date.now());
  }

  private close(): void {
    const socket = this.socket;
    this.socket = null;
    this.attempt += 1;
    socket?.close(1000);
  }

  private visible(): void {
    if (document.visibilityState === "visible") this.run(this.options.core.seen(Date.now()));
  }

  private plan(): void {
    clearTimeout(this.timer);
    const at = this.options.core.wakeAt;
    if (at === null) return;
    this.timer = setTimeout(() => this.run(this.options.core.due(Date.now())), Math.max(0, at - Date.now()));
  }
}

/** The address of a WebSocket endpoint on this page's own origin. */
export function socketUrl(path: string): string {
  return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`;
}

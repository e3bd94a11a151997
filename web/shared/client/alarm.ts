// One timer that also rings on time while the page is hidden: there a worker keeps it, because the page's own
// timers run once a minute, longer than a counsellor's lease.
import { workerFrom } from "../ui/trusted";
import workerUrl from "./alarm-worker?worker&url";

function keeper(ring: () => void): Worker | null {
  try {
    const worker = workerFrom(workerUrl);
    worker.onmessage = ring;
    return worker;
  } catch {
    return null;
  }
}

export class Alarm {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #worker: Worker | null | undefined;

  constructor(private readonly ring: () => void) {}

  /** Rings once after `ms`, instead of whatever was set before. */
  set(ms: number): void {
    this.clear();
    this.#timer = setTimeout(this.ring, ms);
    if (!document.hidden) return;
    this.#worker ??= keeper(this.ring);
    this.#worker?.postMessage(ms);
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#worker?.postMessage(-1);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#worker?.terminate();
    this.#worker = null;
  }
}

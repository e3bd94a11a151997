// Who types: our own sign rate-limited and taken back when the hands rest, the others' expiring by itself.
const REPEAT_MS = 4_000;
const REST_MS = 6_000;
const EXPIRE_MS = 9_000;

export class Typing {
  /** When `due` wants to be called, or null. */
  wakeAt: number | null = null;
  #saidAt = Number.NEGATIVE_INFINITY;
  #restAt: number | null = null;
  #goneAt: number | null = null;

  /** A key was pressed; true when the others should hear of it now. */
  pressed(now: number): boolean {
    this.#restAt = now + REST_MS;
    this.#plan();
    if (now - this.#saidAt < REPEAT_MS) return false;
    this.#saidAt = now;
    return true;
  }

  /** The words were sent or removed; true when the others still believe that we type. */
  stopped(): boolean {
    const believed = this.#restAt !== null;
    this.#restAt = null;
    this.#saidAt = Number.NEGATIVE_INFINITY;
    this.#plan();
    return believed;
  }

  /** The other end said so. */
  heard(on: boolean, now: number): void {
    this.#goneAt = on ? now + EXPIRE_MS : null;
    this.#plan();
  }

  get other(): boolean {
    return this.#goneAt !== null;
  }

  /** Time passed: whether to take our own sign back, and whether the other's has expired. */
  due(now: number): { rest: boolean; expired: boolean } {
    const rest = this.#restAt !== null && now >= this.#restAt && this.stopped();
    const expired = this.#goneAt !== null && now >= this.#goneAt;
    if (expired) this.heard(false, now);
    return { rest, expired };
  }

  #plan(): void {
    const times = [this.#restAt, this.#goneAt].filter((at) => at !== null);
    this.wakeAt = times.length > 0 ? Math.min(...times) : null;
  }
}

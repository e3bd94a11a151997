// Runs something at once, and again at most every so often: what was asked for meanwhile is done once, at the end.
export class Spaced {
  #last = Number.NEGATIVE_INFINITY;
  #waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly run: () => void,
    public everyMs: number,
  ) {}

  ask(): void {
    const rest = this.#last + this.everyMs - performance.now();
    if (rest <= 0) this.#now();
    else this.#waiting ??= setTimeout(() => this.#now(), rest);
  }

  /** Does at once what waits, if anything does. */
  flush(): void {
    if (this.#waiting !== undefined) this.#now();
  }

  /** Forgets what waits. */
  cancel(): void {
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
    this.#last = Number.NEGATIVE_INFINITY;
  }

  #now(): void {
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
    this.#last = performance.now();
    this.run();
  }
}

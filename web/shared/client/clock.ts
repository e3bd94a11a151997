// Time for the core: a clock that nobody can set, and whether the device or the page slept since the last look.

/** Milliseconds that only go forward. On some devices they stand still while the device sleeps. */
export const steady = (): number => performance.now();

/** The wall clock ran this far ahead of the steady one: the device slept, or somebody set its clock. */
const AHEAD_MS = 10_000;
/** A hidden page's timers still run about once a minute; after more than that the page itself was frozen. */
const FROZEN_MS = 75_000;

export class Sleep {
  constructor(
    private wall: number,
    private now: number,
  ) {}

  /** True when no timer could be trusted since the last look. A wall clock set back says nothing. */
  over(wall: number, now: number): boolean {
    const passed = now - this.now;
    const shown = wall - this.wall;
    this.wall = wall;
    this.now = now;
    return passed > FROZEN_MS || shown - passed > AHEAD_MS;
  }
}

// What to say to somebody who comes back to their place in the queue, and how long it is still kept. Pure.
export type Back = "" | "kept" | "still";

/** Not worth a word. */
const MOMENT_MS = 5_000;
/** Whoever did not look for so long is asked. */
const LONG_MS = 600_000;
/** After so long without a connection, and so long unseen; the desk keeps a place for `keptMs`. */
export function comingBack(offMs: number, unseenMs: number, keptMs: number): Back {
  if (unseenMs >= LONG_MS || (offMs > MOMENT_MS && offMs >= keptMs / 2)) return "still";
  return offMs > MOMENT_MS ? "kept" : "";
}

/** For how many minutes more the place is kept; 0: it may be gone. */
export const minutesLeft = (offMs: number, keptMs: number): number =>
  Math.max(0, Math.ceil((keptMs - offMs) / 60_000));

// How long to wait before the next attempt: full jitter under a bound that doubles.
const FIRST_MS = 600;
const LONGEST_MS = 15_000;

/** Milliseconds until attempt number `attempt` (0 is the first); `random` gives 0 ≤ x < 1. */
export function backoff(attempt: number, random: () => number): number {
  const bound = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return Math.round(random() * bound);
}

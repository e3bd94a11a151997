// Asks until there is an answer: what may pass is asked again, ever more slowly, as long as the page lives.
import { ApiError } from "./ask";
import { backoff } from "./client/backoff";

const LONGEST_MS = 60_000;
export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Nobody was reached, or the server said that it may help to wait. */
export function passing(problem: unknown): problem is ApiError {
  if (!(problem instanceof ApiError)) return false;
  return problem.code === "offline" || problem.retryS > 0 || problem.status >= 500;
}

/** For `persist`: gives up with `offline` when that would take longer. */
export function within(ms: number): (ms: number) => Promise<void> {
  const until = performance.now() + ms;
  return (wait) =>
    performance.now() + wait > until ? Promise.reject(new ApiError(0, "offline")) : pause(wait);
}

/** Rejects with what does not pass by itself. */
export async function persist<T>(ask: () => Promise<T>, wait = pause): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await ask();
    } catch (problem) {
      if (!passing(problem)) throw problem;
      await wait(Math.min(LONGEST_MS, problem.retryS * 1000 + backoff(attempt, Math.random)));
    }
  }
}

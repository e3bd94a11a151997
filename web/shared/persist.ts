// Asks until there is an answer: what may pass is asked again, ever more slowly, as long as the page lives.
import { backoff } from "../shared/client/backoff";
import { Problem } from "./api";

const LONGEST_MS = 60_000;
const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

function passing(problem: unknown): problem is Problem {
  if (!(problem instanceof Problem)) return false;
  return problem.code === "offline" || problem.retryS > 0 || problem.code.startsWith("http_5");
}

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

// The proof of work that a busy desk asks for: fetched and solved ahead, made anew when it was refused.
import { workerFrom } from "../../shared/ui/trusted";
import type { Challenge, Solution } from "./solve";
import workerUrl from "./worker?worker&url";

export interface Asked {
  difficulty: number;
  challenge?: Challenge;
}

function inWorker(challenge: Challenge): Promise<Solution> {
  const worker = workerFrom(workerUrl);
  const solved = new Promise<Solution>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Solution>) => resolve(data);
    worker.onerror = () => reject(new Error("worker"));
  });
  worker.postMessage(challenge);
  return solved.finally(() => worker.terminate());
}

/** The `pow` to send, or nothing when the desk is calm. */
export async function prove(asked: Asked): Promise<string | undefined> {
  if (!asked.challenge || asked.difficulty === 0) return undefined;
  const solution = await inWorker(asked.challenge);
  return btoa(JSON.stringify({ challenge: asked.challenge, solution }));
}

// The proof of work that a busy desk asks for: solved beside the page, or in it where its worker does not come.
import { workerFrom } from "../../shared/ui/trusted";
import { type Challenge, readChallenge, type Solution, solveInSlices } from "./solve";
import workerUrl from "./worker?worker&url";

async function inWorker(challenge: Challenge): Promise<Solution> {
  const worker = workerFrom(workerUrl);
  const solved = new Promise<Solution>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Solution>) => resolve(data);
    worker.onerror = () => reject(new Error("worker"));
  });
  worker.postMessage(challenge);
  return solved.finally(() => worker.terminate());
}

/** The `pow` to send; rejects for a challenge that this page cannot read. */
export async function prove(asked: Readonly<Record<string, unknown>>): Promise<string> {
  const challenge = readChallenge(asked);
  const solution = await inWorker(challenge).catch(() => solveInSlices(challenge));
  return btoa(JSON.stringify({ challenge, solution }));
}

// The proof of work that a busy desk asks for: solved beside the page.
import { workerFrom } from "../../shared/ui/trusted";
import { type Challenge, readChallenge, type Solution } from "./solve";
import workerUrl from "./worker?worker&url";

function inWorker(challenge: Challenge): Promise<Solution> {
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
  const solution = await inWorker(challenge);
  return btoa(JSON.stringify({ challenge, solution }));
}

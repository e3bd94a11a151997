// Finds the counter whose chain of hashes starts as the challenge asks.
import { sha256 } from "./sha256";

/** An ALTCHA challenge, whole as the server signed it; these parameters are what the work needs. */
export interface Challenge {
  parameters: { cost: number; keyPrefix: string; nonce: string; salt: string; [name: string]: unknown };
  [name: string]: unknown;
}

/** Throws TypeError for anything else. */
export function readChallenge(given: Readonly<Record<string, unknown>>): Challenge {
  const parameters = given.parameters as Partial<Challenge["parameters"]> | undefined;
  const texts = [parameters?.keyPrefix, parameters?.nonce, parameters?.salt];
  if (typeof parameters?.cost !== "number" || texts.some((text) => typeof text !== "string"))
    throw new TypeError("not a challenge");
  return given as Challenge;
}

export interface Solution {
  counter: number;
  derivedKey: string;
}

const MOST = 0xffff_ffff;

const fromHex = (text: string): number[] =>
  (text.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

function chain(message: Uint8Array, cost: number): Uint8Array {
  let hash = sha256(message);
  for (let round = 1; round < cost; round += 1) hash = sha256(hash);
  return hash;
}

/** Tries one counter a step; the last value is what was found. Throws RangeError when there is none. */
export function* search({ parameters }: Challenge): Generator<undefined, Solution> {
  const { cost, keyPrefix, nonce, salt } = parameters;
  const message = Uint8Array.from([...fromHex(salt), ...fromHex(nonce), 0, 0, 0, 0]);
  const view = new DataView(message.buffer);
  for (let counter = 0; counter <= MOST; counter += 1) {
    view.setUint32(message.length - 4, counter);
    const derivedKey = hex(chain(message, cost));
    if (derivedKey.startsWith(keyPrefix)) return { counter, derivedKey };
    yield;
  }
  throw new RangeError("no solution");
}

export function solve(challenge: Challenge): Solution {
  const steps = search(challenge);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Lets the page live between two slices of so many ms. */
export async function solveInSlices(challenge: Challenge, slice = 12): Promise<Solution> {
  const steps = search(challenge);
  let since = performance.now();
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    if (performance.now() - since < slice) continue;
    await new Promise((go) => setTimeout(go));
    since = performance.now();
  }
}

// What a chat can do without at first: fetched on the first screen. What does not come is not missed, or is asked for again.
import { type Signal, signal } from "@preact/signals-core";

/** Stops words that say who or where somebody is, before they leave. */
export const stop = signal<typeof import("./view/stop") | null>(null);

/** Emoji to choose from. */
export const emoji = signal<typeof import("./view/emoji") | null>(null);

/** Words for another device. */
export const elsewhere = signal<typeof import("./view/elsewhere") | null>(null);

function fetch<P>(into: Signal<P | null>, come: () => Promise<P>): void {
  if (into.peek()) return;
  come().then(
    (part) => {
      into.value = part;
    },
    () => undefined,
  );
}

/** Does the work that a busy desk asks for before it lets somebody in. */
const proof = signal<typeof import("./proof") | null>(null);

/** The answer to a challenge; it rejects when the work cannot be done here. */
export const work = async (challenge: Readonly<Record<string, unknown>>): Promise<string> =>
  (proof.peek() ?? (await import("./proof"))).prove(challenge);

export function fetchLater(): void {
  fetch(proof, () => import("./proof"));
  fetch(stop, () => import("./view/stop"));
  fetch(emoji, () => import("./view/emoji"));
  fetch(elsewhere, () => import("./view/elsewhere"));
}

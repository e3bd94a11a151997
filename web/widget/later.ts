// What a chat can do without at first: fetched once a place in the queue is shown. What does not come is not missed.
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

export function fetchLater(): void {
  fetch(stop, () => import("./view/stop"));
  fetch(emoji, () => import("./view/emoji"));
  fetch(elsewhere, () => import("./view/elsewhere"));
}

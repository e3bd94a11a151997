// What a chat can do without at first: fetched once a place in the queue is shown. What does not come is not missed.
import { signal } from "@preact/signals-core";

/** Stops words that say who or where somebody is, before they leave. */
export const stop = signal<typeof import("./view/stop") | null>(null);

export function fetchLater(): void {
  if (stop.peek()) return;
  import("./view/stop").then(
    (come) => {
      stop.value = come;
    },
    () => undefined,
  );
}

// The page's own clock, as a signal that moves once a second: countdowns and "for 3 min" follow it.

import { signal } from "@preact/signals";

export const now = signal(performance.now());

export function startClock(): () => void {
  const timer = setInterval(() => {
    now.value = performance.now();
  }, 1000);
  return () => clearInterval(timer);
}

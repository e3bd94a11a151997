// The page's own clock, as a signal that moves once a second: countdowns and "for 3 min" follow it.

import { signal } from "@preact/signals";
import { Sleep } from "../shared/client/clock";

export const now = signal(performance.now());
/** How often the device slept: on some, this clock stood still meanwhile. */
export const slept = signal(0);

export function startClock(): () => void {
  const sleep = new Sleep(Date.now(), performance.now());
  const timer = setInterval(() => {
    now.value = performance.now();
    if (sleep.over(Date.now(), now.value)) slept.value += 1;
  }, 1000);
  return () => clearInterval(timer);
}

// A shift: begun by a click (which unlocks sound and asks for notices), ended by signing out.

import { effect, signal } from "@preact/signals";
import { tab } from "../shared/tab";
import { me } from "../staff/session";
import { enter, setStatus } from "./actions";
import { allowNotices, unlockSound } from "./alert";
import { connect } from "./connection/connect";
import { followInvitation, whenInvited } from "./connection/invitation";
import { resumed, SHIFT } from "./store";

whenInvited(enter);
addEventListener("hashchange", followInvitation);

export const working = signal(resumed);

export async function startShift(status: "available" | "away"): Promise<void> {
  unlockSound();
  allowNotices();
  tab.set(SHIFT, "on");
  working.value = true;
  connect();
  await setStatus(status);
}

/** A reload in the middle of a shift. */
export function resumeShift(): void {
  for (const sign of ["pointerdown", "keydown"]) document.addEventListener(sign, unlockSound, { once: true });
  connect();
}

/** Whoever signs in next begins their own. */
effect(() => {
  if (me.value !== null) return;
  tab.remove(SHIFT);
  working.value = false;
});

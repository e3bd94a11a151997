// A shift: begun by a click (which unlocks sound and asks for notices), ended by signing out.

import { tab } from "../shared/tab";
import { enter, setStatus } from "./actions";
import { allowNotices, unlockSound, unlockWithEachTouch } from "./alert";
import { connect } from "./connection/connect";
import { followInvitation, whenInvited } from "./connection/invitation";
import { SHIFT, working } from "./store";

whenInvited(enter);
addEventListener("hashchange", followInvitation);

export async function startShift(status: "available" | "away"): Promise<void> {
  unlockSound();
  unlockWithEachTouch();
  allowNotices();
  tab.set(SHIFT, "on");
  working.value = true;
  connect();
  await setStatus(status);
}

/** A reload in the middle of a shift. */
export function resumeShift(): void {
  unlockSound(false);
  unlockWithEachTouch();
  connect();
}

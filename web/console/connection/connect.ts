// The console's connection as a whole: begun, lost, taken elsewhere, ended; and what signing out leaves behind.
import { effect as following } from "@preact/signals";
import type { Effect } from "../../shared/client/core";
import type { Payload } from "../../shared/crypto";
import { tab } from "../../shared/tab";
import { OLD_PAGE, renewOnce } from "../../shared/ui/renew";
import { prefer } from "../../staff/prefs";
import { mayReturn, me, renewedHere, restore, signOut } from "../../staff/session";
import { forgetBox, leaveToAnother } from "../box";
import { forgetForms } from "../forms";
import { loadLibrary } from "../library";
import { forgetAll, link } from "../store";
import { become, commands, Engine, engine, type Listener } from "./engine";
import { admitAgain, taken } from "./frames";
import { followInvitation } from "./invitation";
import { refresh } from "./views";

const listener: Listener = {
  on: (from, effect) => from === engine() && heard(from, effect),
  opened: (from, chat) => from === engine() && refresh(chat),
  granted: (from, chat) => from === engine() && admitAgain(from, chat),
};

function heard(from: Engine, effect: Effect<Payload>): void {
  if (effect.do === "link") linked(from);
  else taken(from, effect);
}

export function connect(): void {
  become(new Engine(listener));
  loadLibrary();
}

export const retryNow = (): void => engine()?.driver.retry();
/** After a refusal; what was written meanwhile is still here. */
export const reconnect = (): void => engine()?.driver.revive();
/** A fresh page is the shortest way to hold everything again: the log and the grants are replayed to it. */
export const takeOver = (): void => location.reload();

/** Signing out: the keys go first, so that nothing here opens any word any more. */
export async function leave(): Promise<void> {
  letGo();
  await signOut();
  prefer({}); // the server asks the browser to forget all of this site; how somebody likes their screen may stay
}

/** Nothing of the chats stays on this page or in this browser. */
function letGo(): void {
  become(null);
  forgetBox();
  forgetAll();
  forgetForms();
  link.value = { state: "off" };
  tab.clear();
}

/** However somebody is signed out, here or elsewhere: who comes next finds nothing of theirs. A page that comes and finds
 * nobody signed in leaves what lies here to the server, who alone knows whether it still opens to its person. */
export function forgetOnSignOut(): void {
  let somebody = false;
  following(() => {
    if (me.value === null && somebody) letGo();
    somebody = Boolean(me.value);
  });
}

function linked(from: Engine): void {
  const { state, reason, wakeAt } = from.core.link;
  const fresh = state === "open" && link.value.state !== "online";
  if (state === "final") ended(from, reason ?? "refused");
  else if (state === "waiting") link.value = { state, until: wakeAt ?? 0 };
  else if (state !== "open" && link.value.state === "waiting") link.value = { state: "waiting", until: 0 };
  else link.value = { state: state === "open" ? "online" : "connecting" };
  if (fresh) from.seats.anew();
  if (fresh) commands.resend();
  if (fresh) followInvitation();
}

function ended(from: Engine, reason: string): void {
  commands.abandon(reason);
  if (OLD_PAGE.has(reason) && renewOnce()) return;
  if (reason === "signed_out") restore().then(() => from === engine() && anew());
  if (reason === "newer_connection") {
    leaveToAnother();
    link.value = { state: "elsewhere" };
  } else if (reason === "signed_out") link.value = { state: "signed_out" };
  else link.value = { state: "refused", reason };
}

/** Still signed in after all: by a change made on this page, or in another tab. */
function anew(): void {
  if (renewedHere()) connect();
  else if (me.value && mayReturn()) reconnect();
  else if (me.value) link.value = { state: "refused", reason: "signed_out" };
}

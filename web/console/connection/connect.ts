// The console's connection as a whole: begun, lost, taken elsewhere, ended; and what signing out leaves behind.
import type { Effect } from "../../shared/client/core";
import type { Payload } from "../../shared/crypto";
import { OLD_PAGE, renewOnce } from "../../shared/ui/renew";
import { comesBack, me, restore, signOut } from "../../staff/session";
import { forgetBox, leaveToAnother } from "../box";
import { loadLibrary } from "../library";
import { link } from "../store";
import { become, commands, Engine, engine, type Listener } from "./engine";
import { admitAgain, taken } from "./frames";
import { followInvitation } from "./invitation";
import { expectBack, letGo, reconnect } from "./sign-ins";
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
/** A fresh page is the shortest way to hold everything again: the log and the grants are replayed to it. */
export const takeOver = (): void => location.reload();

/** Signing out: the box goes first. The line stays until the server has heard, so that whoever is here waits no grace. */
export async function leave(): Promise<void> {
  forgetBox(true);
  await signOut();
  letGo(); // also what a sign-in that ran out meanwhile would hold on to
}

function linked(from: Engine): void {
  const { state, reason, wakeAt } = from.core.link;
  const fresh = state === "open" && link.value.state !== "online";
  if (state === "final") ended(from, reason ?? "refused");
  else if (state === "waiting") link.value = { state, until: wakeAt ?? 0 };
  else if (state !== "open" && link.value.state === "waiting") link.value = { state: "waiting", until: 0 };
  else link.value = { state: state === "open" ? "online" : "connecting" };
  if (fresh) from.takingAnew.anew();
  if (fresh) commands.resend();
  if (fresh) followInvitation();
}

function ended(from: Engine, reason: string): void {
  commands.abandon(reason);
  if (OLD_PAGE.has(reason) && renewOnce()) return;
  if (reason === "newer_connection") leaveToAnother();
  if (reason === "signed_out" || reason === "sign_in_over") {
    expectBack(reason === "sign_in_over");
    restore().then(() => from === engine() && anew(reason));
  }
  const state = STATES[reason];
  link.value = state ? { state } : { state: "refused", reason };
}

const STATES: Readonly<Record<string, "elsewhere" | "signed_out">> = {
  newer_connection: "elsewhere",
  signed_out: "signed_out",
  sign_in_over: "signed_out",
};

function anew(reason: string): void {
  if (comesBack(reason)) reconnect();
  else if (me.value) link.value = { state: "refused", reason: "signed_out" };
}

// What changed between two states and deserves a sound or a sentence.

import { t } from "../shared/i18n";
import type { Invited } from "../shared/protocol";
import { say } from "../staff/ui/toasts";
import { worded } from "../staff/ui/words";
import { call } from "./alert";
import { type Desk, find } from "./state/model";
import { looking } from "./store";

const offered = (desk: Desk): readonly string[] =>
  desk.chats.filter((one) => one.state === "offered" && !one.gone).map((one) => one.chat);

/** Offers that ended without this counsellor taking them, each with its reason. */
function missed(before: Desk, after: Desk): void {
  for (const chat of offered(before)) {
    const why = find(after, chat)?.gone;
    if (why && why !== "declined") say(t("console.offer.over", { why: worded("console.gone", why) }));
  }
}

export function announce(before: Desk, after: Desk): void {
  missed(before, after);
  if (offered(after).some((chat) => !offered(before).includes(chat))) call("offer");
  // who asks once more takes the place of their first asking, and so does a reminder that they still ask
  const stood = before.invitations.map(({ chat }) => chat);
  const isNew = (one: Invited): boolean =>
    !before.invitations.includes(one) && !(one.again && stood.includes(one.chat));
  if (after.invitations.some(isNew)) call("invited");
}

const QUIET_MS = 4_000;
let heardAt = Number.NEGATIVE_INFINITY;

/** A message came; of those that nobody looked at many at once (a replay, a fast writer) sound once. */
export function overheard(): void {
  if (looking.value) return;
  const at = performance.now();
  const quiet = at - heardAt < QUIET_MS;
  heardAt = at;
  if (!quiet) call("message");
}

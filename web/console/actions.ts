// What a counsellor can do, each one command to the desk; a refusal is said in words.

import { t } from "../shared/i18n";
import type { BlockAsked, Key } from "../shared/protocol";
import { acting } from "../staff/act";
import { say } from "../staff/ui/toasts";
import { commands, engine } from "./connection/engine";
import { drop } from "./connection/frames";
import { answered, steppedOut } from "./state/desk";
import type { Chat } from "./state/model";
import { chosen, desk } from "./store";

const act = acting(commands);

const on = (chat: Chat) => ({ chat: chat.chat, fence: chat.fence });

export const setStatus = (status: "available" | "away" | "finishing" | "offline", reason = "") =>
  act({ t: "set_status", status, reason });

/** A pair for the fence that is taken; without a connection there is none, and the command is refused. */
const keyFor = async (chat: string): Promise<Key> =>
  (await engine()?.pairs.fresh(chat)) ?? { kid: "", public: "" };

const taking = new Set<string>();

/** Once, however often somebody presses: a second pair would take the place of the one that the teen is shown. */
async function take(chat: string, how: (key: Key) => Promise<boolean>): Promise<boolean> {
  if (taking.has(chat)) return false;
  taking.add(chat);
  const taken = await keyFor(chat)
    .then(how)
    .finally(() => taking.delete(chat));
  if (taken) chosen.value = chat;
  return taken;
}

export const accept = (chat: Chat) => take(chat.chat, (key) => act({ t: "accept", ...on(chat), key }));
export const decline = (chat: Chat) => act({ t: "decline", ...on(chat) });
export const finish = (chat: Chat, heavy: boolean) => act({ t: "finish", ...on(chat), heavy });
export const ready = (chat: Chat) => act({ t: "ready", chat: chat.chat });
export const extend = (chat: Chat) => act({ t: "extend_wrap_up", chat: chat.chat });
export const breather = (minutes: number) => act({ t: "breather", minutes });

export interface Target {
  to?: string;
  language?: string;
  skill?: string;
}
/** The note goes with the hand-over or not at all; sealed anew at each try, so that it stands nowhere twice. */
export async function transfer(chat: Chat, target: Target, text: string): Promise<boolean> {
  if (!text) return act({ t: "transfer", ...on(chat), ...target });
  const note = await engine()?.sealNote(chat, text);
  if (note) return act({ t: "transfer", ...on(chat), ...target, note });
  say(t("console.transfer.unsealed"), "bad");
  return false;
}

export async function invite(chat: Chat): Promise<void> {
  await act({ t: "invite", ...on(chat) }, t("console.invite.sent"));
}
export async function proposeBlock(chat: Chat, hours: number): Promise<void> {
  await act({ t: "propose_block", ...on(chat), hours }, t("console.block.sent"));
}
export async function confirmBlock(asked: BlockAsked, yes: boolean): Promise<void> {
  const { chat, hours } = asked;
  const done = await act({ t: "confirm_block", chat, yes, hours });
  // one that was proposed anew meanwhile waits for its own answer
  if (done && desk.value.blocks.includes(asked)) desk.value = answered(desk.value, asked);
}
export async function enter(chat: string): Promise<void> {
  if (await take(chat, (key) => act({ t: "enter", chat, key }))) notNow(chat);
}
/** The chat goes on without this supervisor: there is nothing to read here any more. */
export async function stepOut({ chat }: Chat): Promise<void> {
  if (!(await act({ t: "step_out", chat }))) return;
  desk.value = steppedOut(desk.value, chat);
  drop(chat);
}
export function notNow(chat: string): void {
  desk.value = answered(desk.value, { t: "invited", chat });
}

// What the dashboard knows: the newest board, what was seen of it since this page was opened, and who asks for help.

import { computed, signal } from "@preact/signals";
import { isolated } from "../shared/i18n";
import type { Board, Trace } from "../shared/protocol";
import { blocksOn, invitationsOn } from "./state/asks";
import { EMPTY_HISTORY, type History } from "./state/history";

export type LinkState = "connecting" | "online" | "waiting" | "refused";

export const board = signal<Board | null>(null);
export const history = signal<History>(EMPTY_HISTORY);
export const link = signal<LinkState>("connecting");
/** Why it does not come back by itself. */
export const refusal = signal("");
export const trace = signal<Trace | null>(null);
/** Invitations somebody here answered, or said *not now* to. */
const handledHere = signal<ReadonlySet<string>>(new Set());
export const invitations = computed(() => invitationsOn(board.value, handledHere.value));
export const blocks = computed(() => blocksOn(board.value));

const names = computed(() => new Map(board.value?.staff.map((one) => [one.staff, one.name]) ?? []));
/** A counsellor's name, to stand beside other words; their id when they are no longer on the board. */
export const nameOf = (staff: string): string => isolated(names.value.get(staff) ?? staff);

export function handled(chat: string): void {
  handledHere.value = new Set([...handledHere.value, chat]);
}

// what is over and asked anew is shown anew
board.subscribe((now) => {
  const asked = new Set(now?.chats.filter((one) => one.invited).map((one) => one.chat));
  handledHere.value = new Set([...handledHere.peek()].filter((chat) => asked.has(chat)));
});

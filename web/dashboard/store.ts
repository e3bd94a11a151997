// What the dashboard knows: the newest board, what was seen of it since this page was opened, and who asks for help.

import { computed, signal } from "@preact/signals";
import type { BlockAsked, Board, Invited, Trace } from "../shared/protocol";
import { EMPTY_HISTORY, type History } from "./state/history";

export type LinkState = "connecting" | "online" | "waiting" | "refused";

export const board = signal<Board | null>(null);
/** When the board was read, in milliseconds of this page's clock: ages count on from here. */
export const boardAt = signal(0);
export const history = signal<History>(EMPTY_HISTORY);
export const link = signal<LinkState>("connecting");
export const trace = signal<Trace | null>(null);
export const invitations = signal<readonly Invited[]>([]);
export const blocks = signal<readonly BlockAsked[]>([]);

const names = computed(() => new Map(board.value?.staff.map((one) => [one.staff, one.name]) ?? []));
/** A counsellor's name; their id when they are no longer on the board. */
export const nameOf = (staff: string): string => names.value.get(staff) ?? staff;

export function handled(chat: string): void {
  invitations.value = invitations.value.filter((one) => one.chat !== chat);
  blocks.value = blocks.value.filter((one) => one.chat !== chat);
}

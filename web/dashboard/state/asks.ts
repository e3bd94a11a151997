// Who asks for a supervisor, read from the board itself, so that a reload forgets none. Pure.

import type { Board, BoardChat } from "../../shared/protocol";

export interface Ask {
  readonly chat: string;
  readonly by: string;
  readonly hours: number;
}

const ask = (chat: BoardChat): Ask => ({
  chat: chat.chat,
  by: chat.staff ?? "",
  hours: chat.block_hours ?? 0,
});

/** `seen`: those somebody here said *not now* to. */
export const invitationsOn = (board: Board | null, seen: ReadonlySet<string>): readonly Ask[] =>
  board?.chats.filter((one) => one.invited && !seen.has(one.chat)).map(ask) ?? [];

export const blocksOn = (board: Board | null): readonly Ask[] =>
  board?.chats.filter((one) => (one.block_hours ?? 0) > 0).map(ask) ?? [];

// What was seen of the board while this page was open: one point every few seconds, the oldest forgotten. Pure.

import type { Board } from "../../shared/protocol";

export interface Point {
  /** Milliseconds since 1970, of this machine's clock: only for the axis. */
  readonly at: number;
  readonly waiting: number;
  readonly active: number;
  readonly available: number;
  readonly longestS: number;
}
export type History = readonly Point[];
export const EMPTY_HISTORY: History = [];

const EVERY_MS = 5_000;
const KEEP = 2_880; // four hours

export interface Totals {
  readonly waiting: number;
  readonly active: number;
  readonly available: number;
  readonly longestS: number;
}

/** Waiting counts offered chats too: nobody has answered them yet. */
export function totals(board: Board): Totals {
  const sum = (of: (one: Board["languages"][number]) => number) =>
    board.languages.reduce((all, one) => all + of(one), 0);
  return {
    waiting: sum((one) => one.waiting + one.offered),
    active: sum((one) => one.active),
    available: board.staff.filter((one) => one.online && one.status === "available").length,
    longestS: Math.max(0, ...board.languages.map((one) => one.longest_wait_s)),
  };
}

/** The newest point of each step stays, so that the line ends where the board is now. */
export function noted(history: History, board: Board, at: number): History {
  const point = { at, ...totals(board) };
  const last = history[history.length - 1];
  const before = history[history.length - 2];
  const replaces = last && before && last.at - before.at < EVERY_MS;
  return [...(replaces ? history.slice(0, -1) : history), point].slice(-KEEP);
}

// Totals count everybody who waits; the history is bounded and ends at the present.

import { expect, it } from "vitest";
import type { Board } from "../../shared/protocol";
import { EMPTY_HISTORY, type History, noted, totals } from "./history";

const board = (waiting: number): Board => ({
  t: "board",
  service: "open",
  by: "",
  since_s: 0,
  languages: [
    { language: "nl", waiting, offered: 1, active: 2, longest_wait_s: 90, available: 1 },
    { language: "fr", waiting: 0, offered: 0, active: 1, longest_wait_s: 4500, available: 0 },
  ],
  staff: [
    { staff: "a", name: "An", status: "available", online: true, capacity: 1, load: 0, languages: ["nl"] },
    { staff: "b", name: "Bo", status: "available", online: false, capacity: 1, load: 0, languages: ["nl"] },
  ],
  chats: [],
  today: {},
});

it("counts offered chats as waiting, and only who is really there", () => {
  expect(totals(board(3))).toEqual({ waiting: 4, active: 3, available: 1, longestS: 4500 });
});

it("keeps one point a step, the newest last", () => {
  let history: History = EMPTY_HISTORY;
  for (let second = 0; second < 100; second += 1) history = noted(history, board(second), second * 1000);
  expect(history.at(-1)?.at).toBe(99_000);
  const steps = history.slice(1, -1).map((point, index) => point.at - (history[index]?.at ?? 0));
  expect(Math.min(...steps)).toBeGreaterThanOrEqual(5000);
});

it("counts of nothing nothing, and of staff only who is available", () => {
  const empty: Board = { ...board(0), languages: [], staff: [] };
  expect(totals(empty)).toEqual({ waiting: 0, active: 0, available: 0, longestS: 0 });
  const away: Board = {
    ...board(0),
    staff: board(0).staff.map((one) => ({ ...one, online: true, status: "away" })),
  };
  expect(totals(away).available).toBe(0);
});

it("replaces the newest point until five seconds after the one before it", () => {
  const after = (...times: number[]) =>
    times.reduce((history, at) => noted(history, board(1), at), EMPTY_HISTORY).map((point) => point.at);
  expect(after(0, 1_000)).toEqual([0, 1_000]);
  expect(after(0, 1_000, 2_000)).toEqual([0, 2_000]);
  expect(after(0, 4_999, 6_000)).toEqual([0, 6_000]);
  expect(after(0, 5_000, 6_000)).toEqual([0, 5_000, 6_000]);
});

it("keeps four hours", () => {
  const points = Array.from({ length: 2_880 }, (_, at) => ({ at: at * 5_000, ...totals(board(1)) }));
  const next = noted(points, board(1), 2_880 * 5_000);
  expect([next.length, next[0]?.at]).toEqual([2_880, 5_000]);
});

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

it("keeps one point a step, the newest last, and forgets the oldest", () => {
  let history: History = EMPTY_HISTORY;
  for (let second = 0; second < 20_000; second += 1) history = noted(history, board(second), second * 1000);
  expect(history.length).toBeLessThanOrEqual(2880);
  expect(history.at(-1)?.at).toBe(19_999_000);
  const steps = history.slice(1, -1).map((point, index) => point.at - (history[index]?.at ?? 0));
  expect(Math.min(...steps)).toBeGreaterThanOrEqual(5000);
});

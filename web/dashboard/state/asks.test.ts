// Asks stand on the board until they are answered; "not now" hides one here only.

import { expect, it } from "vitest";
import type { Board } from "../../shared/protocol";
import { blocksOn, invitationsOn } from "./asks";

const BOARD: Board = {
  t: "board",
  service: "open",
  by: "",
  since_s: 0,
  languages: [],
  staff: [],
  today: {},
  chats: [
    { chat: "a", state: "active", language: "nl", priority: 3, waited_s: 1, staff: "an", invited: true },
    { chat: "b", state: "active", language: "nl", priority: 3, waited_s: 1, staff: "bo", block_hours: 4 },
    { chat: "c", state: "active", language: "nl", priority: 3, waited_s: 1 },
  ],
};

it("reads who asks from the board", () => {
  expect(invitationsOn(BOARD, new Set())).toEqual([{ chat: "a", by: "an", hours: 0 }]);
  expect(invitationsOn(BOARD, new Set(["a"]))).toEqual([]);
  expect(blocksOn(BOARD)).toEqual([{ chat: "b", by: "bo", hours: 4 }]);
  expect(blocksOn(null)).toEqual([]);
});

it("asks nobody in particular where no name stands, and takes an empty block for none", () => {
  const [first] = BOARD.chats;
  const { staff: _, ...nameless } = first as NonNullable<typeof first>;
  const board: Board = { ...BOARD, chats: [nameless, { ...nameless, chat: "d", block_hours: 0 }] };
  expect(invitationsOn(board, new Set(["d"]))).toEqual([{ chat: "a", by: "", hours: 0 }]);
  expect(blocksOn(board)).toEqual([]);
  expect(invitationsOn(null, new Set())).toEqual([]);
});

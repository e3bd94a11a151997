// @vitest-environment happy-dom
// A chat is taken once, however often somebody presses: a second pair would take the place of the one that the teen is shown.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { drawn, server } from "../shared/testing";
import { Refused } from "../staff/commands";
import { accept, confirmBlock, enter } from "./actions";
import { become, commands, Engine } from "./connection/engine";
import { type Chat, EMPTY } from "./state/model";
import { desk } from "./store";

const OFFER = { chat: "c1", state: "offered", fence: 1, role: "counsellor", gone: null } as unknown as Chat;
const taken = vi.spyOn(commands, "issue");
let engine: Engine;

beforeEach(() => {
  server({});
  desk.value = { ...EMPTY, chats: [OFFER] };
  engine = new Engine({ on: () => undefined, opened: () => undefined, granted: () => undefined });
  become(engine);
});
afterEach(() => {
  become(null);
  taken.mockReset();
  vi.unstubAllGlobals();
});

it.each([
  ["accept", () => accept(OFFER)],
  ["enter", () => enter("c1")],
])("%s makes one pair while it waits for its answer, and may be tried again", async (_, act) => {
  const made = vi.spyOn(engine.pairs, "fresh");
  const answers: (() => void)[] = [];
  taken.mockImplementation(() => new Promise((done) => answers.push(done)));
  const both = Promise.all([act(), act()]);
  await vi.waitFor(() => expect(taken).toHaveBeenCalled());
  await drawn();
  for (const answer of answers) answer();
  await both;
  expect([made.mock.calls.length, taken.mock.calls.length]).toEqual([1, 1]);
  taken.mockResolvedValue();
  await act();
  expect(taken.mock.calls.length).toBe(2);
});

it("what a colleague asks stays until the answer to it has arrived", async () => {
  const block = { t: "block_asked" as const, chat: "c2", by: "an", hours: 4 };
  desk.value = { ...EMPTY, invitations: [{ t: "invited", chat: "c2", by: "an" }], blocks: [block] };
  taken.mockRejectedValue(new Refused("unavailable", true));
  await enter("c2");
  await confirmBlock(block, true);
  expect([desk.value.invitations.length, desk.value.blocks.length]).toEqual([1, 1]);
  taken.mockResolvedValue();
  await confirmBlock(block, true);
  expect(desk.value.blocks).toEqual([]);
});

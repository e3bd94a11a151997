// @vitest-environment happy-dom
// The dashboard's connection comes back as one and the same, and shows nothing of who was there before.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Socket } from "../shared/client/bench";
import type { Me } from "../shared/http";
import { server, soon } from "../shared/testing";
import { restore, signIn } from "../staff/session";
import { connect } from "./link";
import { board, history, trace } from "./store";

const ME: Me = {
  ...{ id: "an", login: "an", name: "An", role: "supervisor", languages: [], skills: [], capacity: 1 },
  ...{ desks: ["main"], enrol: false, password_given: false },
};
const SIGNED = { me: ME, csrf: "x", ends_s: 39_600, latest_s: 43_200 };
let close = (): void => undefined;

beforeEach(async () => {
  Socket.all = [];
  vi.stubGlobal("WebSocket", Socket);
  server({
    "get /api/staff/me": SIGNED,
    "post /api/staff/login": SIGNED,
    "post /api/staff/socket-ticket": { ticket: "t" },
  });
  await restore();
});
afterEach(() => {
  close();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

it.each([
  ["a sign-in that has run out and was begun anew elsewhere", 4109],
  ["a change that was made on this page", 4105],
])("comes back after %s with the connection that it had", async (_, code) => {
  const looking = vi.spyOn(globalThis, "setInterval");
  close = connect();
  await soon(() => expect(Socket.all).toHaveLength(1));
  Socket.all[0]?.greet();
  await signIn("an", "password", "");
  const before = looking.mock.calls.length;
  Socket.all[0]?.onclose?.({ code });
  await soon(() => expect(Socket.all).toHaveLength(2));
  expect(looking.mock.calls).toHaveLength(before);
});

it("asks again after a minute when it was sent away twice in one, though its person is signed in", async () => {
  vi.useFakeTimers();
  try {
    close = connect();
    for (const socket of [0, 1]) {
      await vi.advanceTimersByTimeAsync(100);
      expect(Socket.all).toHaveLength(socket + 1);
      Socket.all[socket]?.greet();
      Socket.all[socket]?.onclose?.({ code: 4105 });
    }
    await vi.advanceTimersByTimeAsync(1_000);
    expect(Socket.all).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(Socket.all.length).toBeGreaterThan(2);
  } finally {
    vi.useRealTimers();
  }
});

it("leaves nothing to whoever comes next", () => {
  board.value = { t: "board", chats: [] } as unknown as typeof board.value;
  trace.value = { t: "trace" } as typeof trace.value;
  history.value = { at: 1 } as unknown as typeof history.value;
  connect()();
  expect([board.value, trace.value, history.value]).toEqual([
    null,
    null,
    expect.not.objectContaining({ at: 1 }),
  ]);
});

// What the page does with time: asks, tells the other end, ends, and says the limit once at each of its moments.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Availability } from "../shared/http";
import type { TeenFrame } from "../shared/protocol";
import { type Around, ChatClock, limitSaid, timesOf } from "./chat-clock";

const MIN = 60_000;
let now = { chat: "c", active: true, talking: true, turn: true };
let online = true;
let sent: TeenFrame[] = [];
const over = vi.fn();
const say = vi.fn();
const around: Around = {
  times: () => ({ ask: 10 * MIN, end: 15 * MIN, limit: 45 * MIN }),
  now: () => now,
  send: (frame) => online && sent.push(frame) > 0,
  say,
  over,
};
let clock: ChatClock;

beforeEach(() => {
  vi.useFakeTimers();
  now = { chat: "c", active: true, talking: true, turn: true };
  online = true;
  sent = [];
  vi.clearAllMocks();
  clock = new ChatClock(undefined, around);
  clock.start();
  clock.talked(0);
});
afterEach(() => {
  clock.stop();
  vi.useRealTimers();
});
const told = () =>
  sent.map((frame) => (frame.t === "quiet" ? `${frame.why} ${frame.left_ms ?? 0}` : frame.t));

it("asks at ten minutes, tells it once, and ends at fifteen, once", () => {
  vi.advanceTimersByTime(10 * MIN);
  expect(told()).toEqual(["asked 300000"]);
  expect(clock.quiet.value).toEqual({ why: "asked", minutes: 5, timesLeft: 2 });
  vi.advanceTimersByTime(4 * MIN);
  expect([clock.quiet.value.minutes, over.mock.calls.length]).toEqual([1, 0]);
  vi.advanceTimersByTime(20 * MIN);
  expect([told().length, over.mock.calls.length]).toEqual([1, 1]);
});

it("tells that they are back, and that they take time", () => {
  vi.advanceTimersByTime(11 * MIN);
  clock.here();
  clock.think();
  clock.here();
  expect(told()).toEqual(["asked 300000", " 0", "thinking 900000", " 0"]);
  expect(over).not.toHaveBeenCalled();
});

it("tells anew whoever comes, with what is left, and what a line that was down has missed", () => {
  online = false;
  clock.think();
  expect(told()).toEqual([]);
  online = true;
  vi.advanceTimersByTime(5 * MIN);
  expect(told()).toEqual(["thinking 895000"]);
  clock.tellAnew();
  expect(told()).toEqual(["thinking 895000", "thinking 600000"]);
});

it("tells after a lost line or a reload that a silence is over, to whom it was told before", () => {
  vi.advanceTimersByTime(11 * MIN);
  online = false;
  clock.here();
  online = true;
  clock.tellAnew();
  expect(told()).toEqual(["asked 300000", " 0"]);
  clock.stop();
  sent.length = 0;
  clock = new ChatClock({ thought: 1, left: MIN }, around);
  clock.here();
  expect(told()).toEqual([" 0"]);
});

it("tells that a silence is over to who comes back, for they were not there to hear it", () => {
  clock.tellAnew();
  clock.think();
  clock.here();
  expect(told()).toEqual(["thinking 900000", " 0"]);
  clock.tellAnew();
  expect(told()).toEqual(["thinking 900000", " 0", " 0"]);
});

it("rests while it is the counsellor's turn, or nobody is there, and gives no time outside of a chat", () => {
  now = { ...now, turn: false };
  vi.advanceTimersByTime(60 * MIN);
  now = { ...now, turn: true, talking: false };
  vi.advanceTimersByTime(60 * MIN);
  now = { ...now, active: false };
  clock.think();
  expect([told(), over.mock.calls.length, clock.kept.thought]).toEqual([[], 0, 0]);
});

it("says the limit at the start, ten minutes before it and at it, as the desk counts the time", () => {
  const codes = () => [...new Set(say.mock.calls.map(([code, minutes]) => `${code} ${minutes}`))];
  expect(codes()).toEqual(["limit 45"]);
  clock.talked(35 * 60);
  clock.talked(45 * 60);
  expect(codes()).toEqual(["limit 45", "limit_soon 10", "limit_over 45"]);
});

it.each([
  [0, null, ""],
  [99, null, ""],
  [0, 45, "limit"],
  [34, 45, "limit"],
  [35, 45, "limit_soon"],
  [45, 45, "limit_over"],
  [0, 10, "limit"],
  [9, 10, "limit"],
  [10, 10, "limit_over"],
] as const)("%s minutes of %s: %s", (talked, limit, said) => {
  expect(limitSaid(talked * MIN, limit === null ? null : limit * MIN)).toBe(said);
});

it("takes what the desk says, and otherwise 10 and 15 minutes without a limit", () => {
  expect(timesOf(null)).toEqual({ ask: 10 * MIN, end: 15 * MIN, limit: null });
  const desk = { quiet_ask_ms: 1, quiet_end_ms: 2, talk_limit_ms: 3 } as Availability;
  expect(timesOf(desk)).toEqual({ ask: 1, end: 2, limit: 3 });
});

// @vitest-environment happy-dom
// What is said of a place: only what the desk has just said, to who was away, and a question to who was away for long.
import { signal } from "@preact/signals-core";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { TeenState } from "../shared/protocol";
import { back, offSince, watchPlace } from "./place";

const MINUTE = 60_000;
const KEPT = 3 * MINUTE;
const state = (change: Partial<TeenState> = {}): TeenState => ({
  ...{ t: "teen_state", chat: "c", state: "waiting", fence: 0, language: "en", ticket: "k", kept_ms: KEPT },
  ...change,
});

let talk: ReturnType<typeof made>;
let stop = (): void => undefined;
const made = () => ({
  link: signal<"connecting" | "open" | "waiting" | "offline">("open"),
  state: signal<TeenState | null>(state()),
});
const see = (visible: boolean): void => {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(visible ? "visible" : "hidden");
  document.dispatchEvent(new Event("visibilitychange"));
};
/** The line comes back, and the desk says where the chat stands. */
const comeBack = (change: Partial<TeenState> = {}): void => {
  talk.link.value = "open";
  talk.state.value = state(change);
};

beforeEach(() => {
  vi.useFakeTimers();
  talk = made();
});
afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

it("tells a reloaded page that its place was kept, and a new one nothing", () => {
  stop = watchPlace(talk, false);
  expect(back.value).toBe("");
  stop();
  talk.state.value = null;
  stop = watchPlace(talk, true);
  expect(back.value).toBe("");
  talk.state.value = state();
  expect(back.value).toBe("kept");
});

it("tells after a tunnel, once the desk has said so, and not after a moment", () => {
  stop = watchPlace(talk, false);
  talk.link.value = "waiting";
  vi.advanceTimersByTime(4_000);
  comeBack();
  expect(back.value).toBe("");
  talk.link.value = "offline";
  vi.advanceTimersByTime(40_000);
  talk.link.value = "connecting";
  expect(offSince.value).toBe(Date.now() - 40_000);
  talk.link.value = "open";
  expect([back.value, offSince.value]).toEqual(["", 0]);
  talk.state.value = state();
  expect(back.value).toBe("kept");
});

it("asks whoever comes back late in the grace, and says nothing of a place that is gone", () => {
  stop = watchPlace(talk, false);
  talk.link.value = "waiting";
  vi.advanceTimersByTime(KEPT / 2);
  comeBack();
  expect(back.value).toBe("still");
  talk.link.value = "waiting";
  vi.advanceTimersByTime(KEPT / 2);
  comeBack({ state: "closed", end: "lost" });
  expect(back.value).toBe("");
});

it("asks whoever did not look for long, while the line held", () => {
  stop = watchPlace(talk, false);
  see(false);
  vi.advanceTimersByTime(9 * MINUTE);
  see(true);
  expect(back.value).toBe("");
  see(false);
  vi.advanceTimersByTime(10 * MINUTE);
  see(true);
  expect(back.value).toBe("still");
});

it("asks after a sleep that stopped the page, the line back first", () => {
  stop = watchPlace(talk, false);
  vi.setSystemTime(Date.now() + 20 * MINUTE);
  talk.link.value = "connecting";
  comeBack();
  expect(back.value).toBe("still");
});

it("is silent once somebody is there, also when nobody is again, and when it is no longer followed", () => {
  talk.state.value = null;
  stop = watchPlace(talk, true);
  talk.state.value = state({ state: "active" });
  talk.state.value = state({ requeued: "lost" });
  expect(back.value).toBe("");
  stop();
  talk.link.value = "waiting";
  expect([back.value, offSince.value]).toEqual(["", 0]);
});

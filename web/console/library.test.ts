// @vitest-environment happy-dom
// What a console fetches once a shift: however late the server is there, it comes.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { server } from "../shared/testing";
import { forgetLibrary, loadLibrary, replies, resources } from "./library";

const LONG_MS = 120_000;
const WELCOME = { desk: "main", language: "nl", title: "Welkom", text: "Dag!", id: "r1" };
const CARD = { desk: "main", language: "nl", title: "Stop", text: "…", id: "c1" };
const there = (words: object[] = [WELCOME]) =>
  server({
    "get /api/staff/replies": { replies: words },
    "get /api/staff/resources": { resources: [CARD] },
  });

beforeEach(() => {
  vi.useFakeTimers();
  forgetLibrary();
});
afterEach(() => {
  forgetLibrary();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("is asked for until it is there: one bad moment at the start costs no shift its replies", async () => {
  server({});
  void loadLibrary();
  await vi.advanceTimersByTimeAsync(0);
  expect(replies.value).toEqual([]);
  there();
  await vi.advanceTimersByTimeAsync(LONG_MS);
  expect([replies.value, resources.value]).toEqual([[WELCOME], [CARD]]);
});

it("is asked for no more, and given to nobody, once its person has left", async () => {
  server({});
  void loadLibrary();
  await vi.advanceTimersByTimeAsync(0);
  forgetLibrary();
  const asked = there();
  await vi.advanceTimersByTimeAsync(LONG_MS);
  expect([asked, replies.value]).toEqual([[], []]);
});

// @vitest-environment happy-dom
import { afterEach, expect, it, vi } from "vitest";

type Said = { hearline: string; value: unknown };

/** A frame in a page that hears what it says. */
async function framed() {
  vi.resetModules();
  const said: Said[] = [];
  const page = { postMessage: (message: Said) => said.push(message) } as unknown as Window;
  vi.spyOn(window, "parent", "get").mockReturnValue(page);
  const host = await import("./host");
  host.listenToHost(() => undefined);
  const [storage, { tellUnread }] = [await import("./storage"), await import("./unread")];
  const says = (hearline: string, value: unknown): boolean =>
    dispatchEvent(new MessageEvent("message", { source: page, data: { hearline, value } }));
  const unread = (): unknown => said.filter((one) => one.hearline === "unread").at(-1)?.value;
  return { tellUnread, storage, said, says, unread };
}

afterEach(() => vi.restoreAllMocks());

it("asks at once whether anybody looks, and until it knows counts what comes", async () => {
  const frame = await framed();
  expect(frame.said).toEqual([{ hearline: "here", value: "" }]);
  frame.tellUnread();
  frame.says("visible", false);
  frame.tellUnread();
  expect(frame.unread()).toBe(2);
  frame.says("visible", true);
  expect(frame.unread()).toBe(0);
  frame.tellUnread();
  expect(frame.unread()).toBe(0);
});

it("goes on whatever the page around it says, as pages do to every frame they have", async () => {
  const thrown = vi.fn();
  addEventListener("error", thrown);
  const frame = await framed();
  for (const data of [null, undefined, 0, "visible", [], { hearline: ["exit"] }])
    dispatchEvent(new MessageEvent("message", { source: window.parent, data }));
  frame.says("visible", false);
  frame.tellUnread();
  expect([thrown.mock.calls.length, frame.unread()]).toEqual([0, 1]);
  removeEventListener("error", thrown);
});

it("keeps the count for the next page of the site, where it was not seen", async () => {
  const before = await framed();
  before.says("visible", false);
  before.tellUnread();
  const { unread: kept } = before.storage.load();
  const after = await framed();
  after.says("visible", false);
  after.tellUnread(kept);
  after.tellUnread();
  expect(after.unread()).toBe(2);
});

it("forgets a count of the page before that was seen meanwhile", async () => {
  const frame = await framed();
  frame.says("visible", true);
  frame.storage.save({ unread: 3 });
  frame.tellUnread(3);
  expect([frame.unread(), frame.storage.load().unread]).toEqual([0, 0]);
});

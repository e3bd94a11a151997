// @vitest-environment happy-dom
// The way through the widget where it is interrupted: an exit while joining, a part that does not come, a reload.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Socket } from "../shared/client/bench";
import type { Availability, Joined } from "../shared/http";
import { soon } from "../shared/testing";

const DESK: Availability = {
  ...{
    desk: "main",
    service: "open",
    opens_at: null,
    languages: ["nl"],
    served: ["nl"],
    low_s: 1,
    high_s: 2,
  },
  ...{
    topics: [],
    name: {},
    forum: "https://forum.example.be",
    exit_url: "https://exit.example.be/",
    cards: [],
  },
};
const JOINED: Joined = { chat: "c".repeat(22), token: "t".repeat(43), ticket: "k".repeat(43), pass: "p" };

const answer = (body: unknown) => new Response(JSON.stringify(body));
let joined: (answer: Response) => void = () => undefined;
let joining: Promise<Response>;
let beacons: unknown[] = [];
let left: string[] = [];

async function serve(path: string): Promise<Response> {
  if (path.endsWith("/chats")) return joining;
  if (path.endsWith("/challenge")) return answer({ difficulty: 0 });
  if (path.endsWith("/resources")) return answer({ resources: [] });
  return answer(DESK);
}

/** A fresh page, with every screen an empty one. */
async function page() {
  vi.resetModules();
  const [door, parts, store] = await Promise.all([import("./door"), import("./parts"), import("./store")]);
  const course = vi.fn(() => import("./course"));
  const screen = vi.fn(async () => () => null);
  parts.provide(
    { loading: () => null, welcome: () => null, trouble: () => null },
    { talk: screen, closed: screen },
  );
  parts.provideCourse(course);
  return { door, store, course, screen };
}

beforeEach(() => {
  joining = new Promise((done) => {
    joined = done;
  });
  beacons = [];
  left = [];
  Socket.all = [];
  sessionStorage.clear();
  document.body.replaceChildren();
  vi.stubGlobal("WebSocket", Socket);
  vi.stubGlobal("fetch", serve);
  vi.spyOn(navigator, "sendBeacon").mockImplementation((_, body) => {
    beacons.push(JSON.parse(String(body)));
    return true;
  });
  vi.spyOn(window.location, "replace").mockImplementation((to) => void left.push(String(to)));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it("leaves nothing when somebody exits while the join is under way, and ends that chat", async () => {
  const { door, store } = await page();
  await door.begin();
  const join = door.join();
  await soon(() => expect(store.joining.value).toBe(true));
  door.exit();
  joined(answer(JOINED));
  await join;
  const { chat, token, ticket } = JOINED;
  expect(beacons).toEqual([{ chat, token, ticket }]);
  expect([sessionStorage.length, Socket.all.length, store.talk.value]).toEqual([0, 0, null]);
});

it("leads after a reload where the desk says, and knows its forum", async () => {
  const { chat, token, ticket } = JOINED;
  sessionStorage.setItem("hearline.chat", JSON.stringify({ chat, token, ticket }));
  const { door, store } = await page();
  await door.begin();
  await soon(() => expect(store.availability.value?.forum).toBe(DESK.forum));
  expect(store.screen.value).toBe("talk");
  door.exit();
  expect(left).toEqual([DESK.exit_url]);
  expect(beacons).toEqual([{ chat, token, ticket }]);
});

it("ends the chat of an exit before its parts have come after a reload", async () => {
  const { chat, token, ticket } = JOINED;
  sessionStorage.setItem("hearline.chat", JSON.stringify({ chat, token, ticket }));
  const { door, course } = await page();
  course.mockReturnValue(new Promise(() => undefined));
  void door.begin();
  door.exit();
  expect(beacons).toEqual([{ chat, token, ticket }]);
});

it("says that a part did not come, keeps the chat, and shows it when it comes", async () => {
  const { door, store, screen } = await page();
  screen.mockRejectedValue(new Error("gone"));
  await door.begin();
  joined(answer(JOINED));
  await door.join();
  expect([store.screen.value, store.reason.value]).toEqual(["trouble", store.PART]);
  expect(JSON.parse(sessionStorage.getItem("hearline.chat") ?? "{}")).toMatchObject({ chat: JOINED.chat });
  screen.mockResolvedValue(() => null);
  const again = await page();
  await again.door.begin();
  expect(again.store.screen.value).toBe("talk");
});

it("says that the way into the chat did not come, and asks for nothing in its name", async () => {
  const { door, store, course } = await page();
  course.mockRejectedValue(new Error("gone"));
  await door.begin();
  await door.join();
  expect([store.screen.value, store.reason.value, store.joining.value]).toEqual([
    "trouble",
    store.PART,
    false,
  ]);
});

it("writes nothing of a long chat when a key is pressed", async () => {
  const { store, door } = await page();
  await door.begin();
  joined(answer(JOINED));
  await door.join();
  door.follow();
  const written: string[] = [];
  const tab = { ...sessionStorage, setItem: (name: string) => void written.push(name) };
  vi.stubGlobal("sessionStorage", tab);
  store.draft.value = "one key";
  expect(written).toEqual(["hearline"]);
});

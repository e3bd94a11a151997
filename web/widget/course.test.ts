// @vitest-environment happy-dom
// The way through the widget where it is interrupted: a wish without an answer, an exit, a part that does not come, a reload.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { sealBox } from "../shared/box";
import { Socket } from "../shared/client/bench";
import { b64u } from "../shared/crypto/bytes";
import type { Availability } from "../shared/http";
import type { TeenState, Wish, WishRefused } from "../shared/protocol";
import { soon } from "../shared/testing";
import type { Held } from "./storage";

const DESK: Availability = {
  ...{
    desk: "main",
    zone: "Europe/Brussels",
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
const CHAT = "c".repeat(22);
const KEPT = { chat: CHAT, token: "t".repeat(43), ticket: "k".repeat(43) };
const BOX_KEY = { handle: "h".repeat(22), key: b64u(new Uint8Array(32).fill(7)) };
const STATE: TeenState = {
  t: "teen_state",
  chat: CHAT,
  state: "waiting",
  fence: 0,
  language: "nl",
  ticket: "k",
};

const answer = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });
/** What the server answers to who asks for the key of a box. */
let unlock: () => Response | Promise<Response> = () => answer({ key: BOX_KEY.key });

/** A chat that this tab kept before it was reloaded. */
async function kept(more: Partial<Held> = {}): Promise<void> {
  const profile = { nickname: "Noor", topic: "" as const, age: "" as const };
  const box = await sealBox(BOX_KEY, { draft: "half", profile, held: { ...KEPT, ...more } });
  sessionStorage.setItem("hearline.chat", box);
}
let service: Availability["service"] = "open";
let beacons: unknown[] = [];
let left: string[] = [];
let pages: [typeof import("./store"), typeof import("./storage")][] = [];
let proved: () => Promise<string> = async () => "solved";

/** What it answers to who asks for the row of their chat. */
let receipt: () => Response | Promise<Response> = () => answer({ code: "gone" }, 410);

/** What the server answers to a return code, and what it was asked. */
let come: () => Response | Promise<Response> = () => answer({ code: "gone" }, 410);
let typed: { code: string; token: string }[] = [];

async function serve(path: string, { body }: RequestInit = {}): Promise<Response> {
  if (path.endsWith("/return")) {
    typed.push(JSON.parse(String(body)));
    return come();
  }
  if (path.endsWith("/box")) return unlock();
  if (path.endsWith("/receipt")) return receipt();
  return answer(path.endsWith("/resources") ? { resources: [] } : { ...DESK, service });
}

/** A fresh page, with every screen an empty one. */
async function page() {
  vi.resetModules();
  vi.doMock("./proof", () => ({ prove: () => proved() }));
  const [firstLook, parts, store] = await Promise.all([
    import("./first-look"),
    import("./parts"),
    import("./store"),
  ]);
  const course = vi.fn(() => import("./course"));
  const screen = vi.fn(async () => () => null);
  parts.provide(
    { loading: () => null, welcome: () => null, trouble: () => null },
    { talk: screen, closed: screen, full: screen, ended: screen },
  );
  parts.provideCourse(course);
  pages.push([store, await import("./storage")]);
  return { firstLook, store, course, screen };
}

const server = (): Socket => Socket.all.at(-1) as Socket;
const sent = (socket = server()) => socket.sent.map((text) => JSON.parse(text) as Record<string, unknown>);

interface Hello {
  t: string;
  token: string;
  ticket?: string;
  wish?: Wish;
}
const hello = (socket = server()): Hello => sent(socket)[0] as unknown as Hello;

/** On the first screen, and asking for a chat: the first frame of its socket is the wish. */
async function wishing(prepare: (held: Awaited<ReturnType<typeof page>>) => void = () => undefined) {
  const held = await page();
  prepare(held);
  await held.firstLook.begin();
  void held.firstLook.join();
  await soon(() => expect(Socket.all).toHaveLength(1));
  server().greet();
  return held;
}
function granted(): void {
  server().hear({ t: "joined", chat: CHAT, pass: "p" });
  server().hear(STATE);
}

beforeEach(() => {
  service = "open";
  unlock = () => answer({ key: BOX_KEY.key });
  receipt = () => answer({ code: "gone" }, 410);
  beacons = [];
  typed = [];
  left = [];
  proved = async () => "solved";
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
  for (const [{ talk }, storage] of pages) {
    talk.value?.destroy();
    storage.close();
  }
  pages = [];
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("a return code", () => {
  const CODE = "Tofi radu-mina fetu";
  const returned = (begun: boolean) => answer({ chat: CHAT, ticket: "k".repeat(43), begun });

  async function atTheDoor() {
    const held = await page();
    await held.firstLook.begin();
    return { ...held, comeBack: (await import("./course")).comeBack };
  }

  it("brings the chat here, with a secret of this page's own and a word on what is not shown", async () => {
    come = () => returned(true);
    const { store, comeBack } = await atTheDoor();
    expect(await comeBack(CODE)).toBe("");
    expect([store.screen.value, typed.map(({ code }) => code)]).toEqual(["talk", [CODE]]);
    server().greet();
    expect(hello()).toMatchObject({ token: typed[0]?.token, ticket: "k".repeat(43) });
    expect(hello().wish).toBeUndefined();
    const [line] = store.talk.value?.lines.value ?? [];
    expect(line?.kind === "told" && line.what.code).toBe("returned");
  });

  it("says nothing of a past where nobody was there yet", async () => {
    come = () => returned(false);
    const { store, comeBack } = await atTheDoor();
    await comeBack(CODE);
    expect(store.talk.value?.lines.value).toEqual([]);
  });

  it("is asked again by the same page when its answer was lost, and by another token after that", async () => {
    const { comeBack } = await atTheDoor();
    come = () => Promise.reject(new TypeError("network"));
    expect(await comeBack(CODE)).toBe("offline");
    come = () => returned(false);
    expect(await comeBack(CODE)).toBe("");
    await comeBack(CODE);
    const tokens = typed.map(({ token }) => token);
    expect([tokens[0] === tokens[1], tokens[1] === tokens[2]]).toEqual([true, false]);
  });

  it("that is none leaves everything as it was", async () => {
    come = () => answer({ code: "gone" }, 410);
    const { store, comeBack } = await atTheDoor();
    expect(await comeBack(CODE)).toBe("gone");
    expect([store.screen.value, store.talk.value, Socket.all.length]).toEqual(["welcome", null, 0]);
  });

  it("that stands lets somebody leave this device without giving the place up, and not when its time is over", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    for (const later of [0, 900_001]) {
      const { firstLook, store } = await wishing();
      granted();
      await soon(() => expect(store.screen.value).toBe("talk"));
      server().hear({ t: "return_code", chat: CHAT, words: ["tofi"], left_ms: 900_000 });
      vi.setSystemTime(Date.now() + later);
      firstLook.exit();
      await soon(() => expect(left).toHaveLength(1));
      await soon(() => expect(beacons).toHaveLength(later ? 1 : 0));
      expect(sessionStorage.length).toBe(0);
      left = [];
      Socket.all = [];
    }
  });

  it("used elsewhere ends it here, wiped, with nothing to fill in and nothing to read", async () => {
    const { store } = await wishing();
    granted();
    await soon(() => expect(store.screen.value).toBe("talk"));
    store.draft.value = "half";
    await soon(() => expect(sessionStorage.getItem("hearline.chat")).toBeTruthy());
    server().hear({ ...STATE, state: "closed", ticket: "", end: "moved" });
    await soon(() => expect([store.screen.value, store.reason.value]).toEqual(["ended", "moved"]));
    expect([store.talk.value, store.draft.value, store.receipt.value]).toEqual([null, "", null]);
    expect([sessionStorage.getItem("hearline.chat"), beacons]).toEqual([null, []]);
  });
});

describe("a wish", () => {
  it("is the first frame of its socket, and the screen follows once it is granted", async () => {
    const { store } = await wishing();
    expect(hello()).toMatchObject({ t: "hello_teen", wish: { desk: "main", age_band: "unknown" } });
    expect(hello().token).toMatch(/^[\w-]{43}$/);
    expect([store.joining.value, store.screen.value]).toEqual([true, "welcome"]);
    granted();
    await soon(() => expect(store.screen.value).toBe("talk"));
    await soon(() => expect([store.joining.value, store.wished.value]).toEqual([false, ""]));
  });

  it("is asked once, however often somebody presses", async () => {
    const { firstLook } = await wishing();
    void firstLook.join();
    await new Promise((done) => setTimeout(done, 20));
    expect(Socket.all).toHaveLength(1);
  });

  it("is asked again on the same token while the connection comes and goes, and finds its chat", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"], shouldAdvanceTime: true });
    const { store } = await wishing();
    const [first] = Socket.all;
    first?.onclose?.({ code: 1006 });
    await vi.advanceTimersByTimeAsync(2_000);
    expect([Socket.all.length, store.joining.value, store.screen.value]).toEqual([2, true, "welcome"]);
    server().greet();
    expect(hello()).toEqual(hello(first));
    granted();
    await soon(() => expect(store.screen.value).toBe("talk"));
  });

  it("is given up and said without a network, and asked again on the same token", async () => {
    const { firstLook, store } = await wishing();
    const first = hello();
    const network = vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    dispatchEvent(new Event("offline"));
    await soon(() => expect(store.screen.value).toBe("trouble"));
    expect([store.reason.value, store.joining.value, store.talk.value]).toEqual(["offline", false, null]);
    network.mockRestore();
    await firstLook.look();
    void firstLook.join();
    await soon(() => expect(Socket.all).toHaveLength(2));
    server().greet();
    expect(hello()).toEqual(first);
  });

  it("gets through where the browser calls itself offline and is not", async () => {
    vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    const { store } = await wishing();
    granted();
    await soon(() => expect(store.screen.value).toBe("talk"));
    expect(store.talk.value?.link.value).toBe("open");
    // and what fails then is said as that, until it is back
    server().onclose?.({ code: 1006 });
    expect(store.talk.value?.link.value).toBe("offline");
    await soon(() => expect(Socket.all).toHaveLength(2));
    expect(store.talk.value?.link.value).toBe("offline");
    server().greet();
    server().hear({ t: "ping" });
    expect(store.talk.value?.link.value).toBe("open");
  });

  it("is given up when no server answers for long, and no sooner", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"], shouldAdvanceTime: true });
    const { store } = await wishing();
    for (let at = 0; at < 12 && store.screen.value !== "trouble"; at += 1) {
      expect([store.joining.value, performance.now() < 60_000]).toEqual([true, true]);
      server().onclose?.({ code: 1006 });
      await vi.advanceTimersByTimeAsync(8_000);
    }
    expect([store.screen.value, store.reason.value, store.joining.value]).toEqual([
      "trouble",
      "offline",
      false,
    ]);
    expect(Socket.all.length).toBeGreaterThan(1);
    expect(store.wished.value).toBe(hello(Socket.all[0]).token);
  });

  it("does the work that is asked first", async () => {
    await wishing();
    server().hear({ t: "work_needed", challenge: { difficulty: 1 } });
    await soon(() => expect(sent()).toContainEqual({ t: "work", answer: "solved" }));
  });

  it("does the work of another connection for nobody: there each wrong answer counts", async () => {
    const done: ((answer: string) => void)[] = [];
    proved = () => new Promise((solved) => done.push(solved));
    await wishing();
    server().hear({ t: "work_needed", challenge: { difficulty: 1 } });
    await soon(() => expect(done).toHaveLength(1));
    server().onclose?.({ code: 1006 });
    await soon(() => expect(Socket.all).toHaveLength(2));
    server().greet();
    server().hear({ t: "work_needed", challenge: { difficulty: 2 } });
    await soon(() => expect(done).toHaveLength(2));
    done[0]?.("late");
    done[1]?.("solved");
    await soon(() => expect(sent()).toContainEqual({ t: "work", answer: "solved" }));
    expect(sent().filter(({ t }) => t === "work")).toHaveLength(1);
  });

  it("says so when the work cannot be done here", async () => {
    const { store } = await wishing();
    proved = () => Promise.reject(new Error("no worker"));
    server().hear({ t: "work_needed", challenge: { difficulty: 1 } });
    await soon(() => expect([store.screen.value, store.reason.value]).toEqual(["trouble", store.PART]));
    expect([store.joining.value, sent().some(({ t }) => t === "work")]).toEqual([false, false]);
  });

  it.each<[WishRefused["code"], number, string, string]>([
    ["full", 0, "full", "full"],
    ["too_many", 30, "full", "too_many"],
    ["blocked", 0, "trouble", "blocked"],
    ["unavailable", 2, "trouble", "unavailable"],
    ["closed", 0, "full", "turned_away"],
    ["closing", 0, "full", "turned_away"],
  ])(
    "refused as %s leads to a screen that says so, and to another try",
    async (code, retry_s, screen, why) => {
      const { firstLook, store } = await wishing();
      const { token } = hello();
      server().hear({ t: "wish_refused", code, retry_s });
      server().onclose?.({ code: 4108 });
      await soon(() => expect([store.screen.value, store.reason.value]).toEqual([screen, why]));
      expect([store.joining.value, store.talk.value]).toEqual([false, null]);
      await firstLook.look();
      void firstLook.join();
      await soon(() => expect(Socket.all).toHaveLength(2));
      server().greet();
      expect(hello().token === token).toBe(retry_s > 0);
    },
  );

  it("shows a desk that has closed meanwhile as closed", async () => {
    const { store } = await wishing();
    service = "closed";
    server().hear({ t: "wish_refused", code: "closed" });
    await soon(() => expect(store.screen.value).toBe("closed"));
  });

  it("loads a page anew that is older than the server, once, and says so the second time", async () => {
    const reload = vi.spyOn(window.location, "reload").mockImplementation(() => undefined);
    const { store } = await wishing();
    server().onclose?.({ code: 4107 });
    expect([reload.mock.calls.length, store.screen.value]).toEqual([1, "welcome"]);
    const later = await page();
    await later.firstLook.begin();
    void later.firstLook.join();
    await soon(() => expect(Socket.all).toHaveLength(2));
    server().greet();
    server().onclose?.({ code: 4107 });
    await soon(() =>
      expect([later.store.screen.value, later.store.reason.value]).toEqual(["trouble", "outdated"]),
    );
    expect([reload.mock.calls.length, later.store.joining.value]).toEqual([1, false]);
  });

  it("begins from nothing when somebody starts again", async () => {
    const { firstLook, store } = await wishing();
    const { token } = hello();
    server().onclose?.({ code: 4106 });
    await soon(() => expect(store.screen.value).toBe("trouble"));
    await firstLook.again();
    expect([store.wished.value, store.joining.value, store.talk.value]).toEqual(["", false, null]);
    void firstLook.join();
    await soon(() => expect(Socket.all).toHaveLength(2));
    server().greet();
    expect(hello().token).not.toBe(token);
  });
});

describe("the chat after a chat", () => {
  /** The next chat of this page, which is another one. */
  async function next({ firstLook, store }: Awaited<ReturnType<typeof wishing>>) {
    await firstLook.again();
    void firstLook.join();
    await soon(() => expect(Socket.all).toHaveLength(2));
    server().greet();
    server().hear({ t: "joined", chat: "d".repeat(22), pass: "" });
    server().hear({ ...STATE, chat: "d".repeat(22) });
    await soon(() => expect(store.screen.value).toBe("talk"));
    return store.talk.value;
  }
  const ended = (end: TeenState["end"]) => server().hear({ ...STATE, state: "wrap_up", end });

  it("is not ended by a wish to stop the one before, whose receipt came late, and has no receipt of it", async () => {
    const held = await wishing();
    granted();
    await soon(() => expect(held.store.screen.value).toBe("talk"));
    let come: (found: Response) => void = () => undefined;
    receipt = () =>
      new Promise((done) => {
        come = done;
      });
    const left = (await import("./course")).leave();
    receipt = () => answer({ code: "gone" }, 410);
    ended("finished");
    await soon(() => expect(held.store.screen.value).toBe("ended"));
    const talk = await next(held);
    come(answer({ row: { language: "nl" } }));
    await left;
    expect([talk?.leaving.value, held.store.receipt.value]).toEqual([false, null]);
  });

  it.each([
    ["ended", () => ended("finished")],
    ["trouble", () => server().onclose?.({ code: 4101 })],
  ] as const)("asks for nothing that was asked in the one before: %s", async (screen, end) => {
    const held = await wishing();
    granted();
    await soon(() => expect(held.store.screen.value).toBe("talk"));
    const { asksElsewhere } = await import("./elsewhere");
    asksElsewhere.value = held.store.asksLeave.value = true;
    end();
    await soon(() => expect(held.store.screen.value).toBe(screen));
    await next(held);
    expect([asksElsewhere.value, held.store.asksLeave.value]).toEqual([false, false]);
  });

  it("is not called silent because the one before, which was taken elsewhere, was", async () => {
    const held = await wishing();
    granted();
    await soon(() => expect(held.store.screen.value).toBe("talk"));
    Reflect.get(held.store.talk.value ?? {}, "ends").quiet();
    server().onclose?.({ code: 4102 });
    await soon(() => expect(held.store.screen.value).toBe("trouble"));
    await next(held);
    ended("left");
    await soon(() => expect(held.store.screen.value).toBe("ended"));
    expect(held.store.reason.value).toBe("left");
  });
});

describe("an exit", () => {
  it("while a wish has no answer ends the chat it may have begun, and leaves nothing", async () => {
    const { firstLook, store } = await wishing();
    const { token } = hello();
    firstLook.exit();
    granted();
    await new Promise((done) => setTimeout(done, 20));
    expect(beacons).toEqual([{ desk: "main", token }]);
    expect([sessionStorage.length, Socket.all.length, store.screen.value]).toEqual([0, 1, "welcome"]);
    expect(server().readyState).toBe(3);
  });

  it("before the chat's screen has come ends that chat", async () => {
    const { firstLook } = await wishing(({ screen }) => screen.mockReturnValue(new Promise(() => undefined)));
    server().hear({ t: "joined", chat: CHAT, pass: "p" });
    firstLook.exit();
    expect(beacons).toEqual([{ desk: "main", token: hello().token }]);
  });

  it("before the way into a chat has come asks for nothing afterwards", async () => {
    const { firstLook, course, store } = await page();
    let come: (course: typeof import("./course")) => void = () => undefined;
    await firstLook.begin();
    course.mockReturnValue(
      new Promise((done) => {
        come = done;
      }),
    );
    const join = firstLook.join();
    firstLook.exit();
    come(await import("./course"));
    await join;
    expect([beacons, Socket.all.length, store.talk.value]).toEqual([[], 0, null]);
  });

  it("ends the chat that was granted, by its ticket", async () => {
    const { firstLook, store } = await wishing();
    granted();
    await soon(() => expect(store.joining.value).toBe(false));
    firstLook.exit();
    expect(beacons).toEqual([{ chat: CHAT, token: hello().token, ticket: "k" }]);
  });

  it("after a reload leads where the desk says, and knows its forum", async () => {
    await kept();
    const { firstLook, store } = await page();
    await firstLook.begin();
    await soon(() => expect(store.availability.value?.forum).toBe(DESK.forum));
    expect(store.screen.value).toBe("talk");
    firstLook.exit();
    expect(left).toEqual([DESK.exit_url]);
    expect(beacons).toEqual([KEPT]);
  });

  it.each([
    [60_000, []],
    [-1, [KEPT]],
  ])("after a reload ends no chat to which a return code leads for %s ms more", async (left_ms, ended) => {
    await kept({ codeUntil: Date.now() + left_ms });
    const { firstLook, store } = await page();
    await firstLook.begin();
    await soon(() => expect(store.screen.value).toBe("talk"));
    firstLook.exit();
    expect([left, beacons]).toEqual([[DESK.exit_url], ended]);
  });

  it("before the parts have come after a reload ends the chat by the handle of its box", async () => {
    await kept();
    const { firstLook, course } = await page();
    course.mockReturnValue(new Promise(() => undefined));
    void firstLook.begin();
    firstLook.exit();
    expect(beacons).toEqual([{ handle: BOX_KEY.handle }]);
  });

  it("while the key of the box is asked for ends the chat, and shows nothing of it", async () => {
    await kept();
    let come: (came: Response) => void = () => undefined;
    const coming = new Promise<Response>((done) => {
      come = done;
    });
    const unlocked = vi.fn(() => coming);
    unlock = unlocked;
    const { firstLook, store } = await page();
    const begun = firstLook.begin();
    await soon(() => expect(unlocked).toHaveBeenCalled());
    firstLook.exit();
    come(answer({ key: BOX_KEY.key }));
    await begun;
    expect(beacons).toEqual([{ handle: BOX_KEY.handle }]);
    expect([sessionStorage.length, Socket.all.length, store.screen.value]).toEqual([0, 0, "loading"]);
  });

  it("after the end ends nothing", async () => {
    const { firstLook, store } = await wishing();
    granted();
    await soon(() => expect(store.screen.value).toBe("talk"));
    server().hear({ ...STATE, state: "closed", end: "finished" });
    await soon(() => expect(store.screen.value).toBe("ended"));
    firstLook.exit();
    expect(beacons).toEqual([]);
  });
});

it("says that a part did not come, keeps the chat, and shows it when it comes", async () => {
  const { store } = await wishing(({ screen }) => screen.mockRejectedValue(new Error("gone")));
  granted();
  await soon(() => expect([store.screen.value, store.reason.value]).toEqual(["trouble", store.PART]));
  const deposit = (): Record<string, unknown> | undefined => sent().find(({ t }) => t === "box_key");
  await soon(() =>
    expect([deposit()?.chat, !!sessionStorage.getItem("hearline.chat")]).toEqual([CHAT, true]),
  );
  unlock = () => answer({ key: deposit()?.key });
  const again = await page();
  await again.firstLook.begin();
  expect(again.store.screen.value).toBe("talk");
  expect(again.store.talk.value?.credentials).toMatchObject({ chat: CHAT, ticket: "k" });
});

it("says that the way into the chat did not come, and asks for nothing in its name", async () => {
  const { firstLook, store, course } = await page();
  course.mockRejectedValue(new Error("gone"));
  await firstLook.begin();
  await firstLook.join();
  expect([store.screen.value, store.reason.value, store.joining.value]).toEqual([
    "trouble",
    store.PART,
    false,
  ]);
});

describe("a reload", () => {
  it("goes on with chat, draft and profile, and deposits the same key again", async () => {
    await kept();
    const { firstLook, store } = await page();
    await firstLook.begin();
    expect([store.screen.value, store.draft.value, store.profile.value.nickname]).toEqual([
      "talk",
      "half",
      "Noor",
    ]);
    server().greet();
    expect(hello()).toMatchObject({ token: KEPT.token, ticket: KEPT.ticket });
    server().hear(STATE);
    await soon(() => expect(sent()).toContainEqual({ t: "box_key", chat: CHAT, ...BOX_KEY }));
  });

  it.each([
    ["gone", 410],
    ["bad_value", 422],
  ])("says that the chat is not found when its key is %s", async (code, status) => {
    await kept();
    unlock = () => answer({ code }, status);
    const { firstLook, store } = await page();
    await firstLook.begin();
    expect([store.screen.value, store.reason.value]).toEqual(["trouble", "bad_token"]);
    expect([sessionStorage.length, Socket.all.length]).toEqual([0, 0]);
  });

  it("says that the chat goes on elsewhere when its key went with it", async () => {
    await kept();
    unlock = () => answer({ code: "moved" }, 410);
    const { firstLook, store } = await page();
    await firstLook.begin();
    expect([store.screen.value, store.reason.value]).toEqual(["ended", "moved"]);
    expect([sessionStorage.length, Socket.all.length]).toEqual([0, 0]);
  });

  it("says so too when the key that came opens nothing", async () => {
    await kept();
    unlock = () => answer({ key: b64u(new Uint8Array(32)) });
    const { firstLook, store } = await page();
    await firstLook.begin();
    expect([store.reason.value, sessionStorage.length]).toEqual(["bad_token", 0]);
  });

  it("asks until the server is there, once however often somebody presses, and loses nothing", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"], shouldAdvanceTime: true });
    await kept();
    const unlocked = vi.fn(() => answer({ code: "unavailable", retry_s: 2 }, 503));
    unlock = unlocked;
    const { firstLook, store } = await page();
    const begun = firstLook.begin();
    await soon(() => expect([store.screen.value, store.reason.value]).toEqual(["trouble", "offline"]));
    void firstLook.goOn();
    unlock = () => answer({ key: BOX_KEY.key });
    await vi.advanceTimersByTimeAsync(4_000);
    await begun;
    expect([unlocked.mock.calls.length, store.screen.value]).toEqual([1, "talk"]);
    expect(store.talk.value?.credentials).toEqual(KEPT);
  });
});

it("leaves nothing of a person on the disk before the chat, and nothing after it", async () => {
  const held = await page();
  held.firstLook.follow();
  await held.firstLook.begin();
  held.store.draft.value = "half";
  held.store.profile.value = { nickname: "Noor", topic: "", age: "" };
  void held.firstLook.join();
  await soon(() => expect(Socket.all).toHaveLength(1));
  server().greet();
  expect(sessionStorage.length).toBe(0);
  granted();
  await soon(() => expect(Object.keys(sessionStorage)).toEqual(["hearline.chat"]));
  server().hear({ ...STATE, state: "closed", end: "finished" });
  await soon(() => expect(held.store.screen.value).toBe("ended"));
  await new Promise((done) => setTimeout(done, 20));
  expect(sessionStorage.length).toBe(0);
});

it("seals a long chat at most ten times a second, however many keys are pressed", async () => {
  const { store, firstLook } = await wishing();
  granted();
  await soon(() => expect(sessionStorage.getItem("hearline.chat")).toBeTruthy());
  firstLook.follow();
  const seal = vi.spyOn(crypto.subtle, "encrypt");
  const since = performance.now();
  for (let key = 0; key < 200; key++) store.draft.value += "x";
  await new Promise((done) => setTimeout(done, 30));
  expect(seal.mock.calls.length).toBeLessThanOrEqual(1 + Math.ceil((performance.now() - since) / 100));
});

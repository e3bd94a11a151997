// @vitest-environment happy-dom
// Whoever comes after a sign-in finds nothing of it; its own person goes on where they stopped when it only ran out.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Socket } from "../../shared/client/bench";
import { makeConsoleKeys } from "../../shared/crypto";
import type { Me } from "../../shared/http";
import { soon } from "../../shared/testing";

const SIGNED = { csrf: "x", ends_s: 39_600, latest_s: 43_200 };
const ME: Me = {
  ...{ id: "an", login: "an", name: "An", role: "counsellor", languages: [], skills: [], capacity: 1 },
  ...{ desks: ["main"], enrol: false, password_given: false },
};
let asked: string[] = [];
/** The page before is gone. */
let close = (): void => undefined;
/** Nobody is signed in on any page of a test that is over. */
const gone: (() => void)[] = [];
interface Said {
  status: number;
  body: unknown;
}
let answers: Record<string, Said | ((headers: Headers) => Said)> = {};

async function page() {
  close();
  vi.resetModules();
  const [connect, store, forms, session, box, shift, signIns, engine, leaving] = await Promise.all([
    import("./connect"),
    import("../store"),
    import("../forms"),
    import("../../staff/session"),
    import("../box"),
    import("../shift"),
    import("./sign-ins"),
    import("./engine"),
    import("../../staff/leaving"),
  ]);
  signIns.followSignIns();
  close = () => {
    engine.become(null);
    leaving.stopTelling();
  };
  gone.push(() => {
    session.me.value = null;
    box.leaveToAnother(); // what it was sealing is not for the next test
  });
  return { connect, store, forms, session, box, shift, signIns, engine };
}

beforeEach(() => {
  Socket.all = [];
  asked = [];
  sessionStorage.clear();
  localStorage.clear();
  answers = {
    "/api/staff/me": { status: 200, body: { me: ME, ...SIGNED } },
    "/api/staff/socket-ticket": { status: 200, body: { ticket: "t" } },
  };
  vi.stubGlobal("WebSocket", Socket);
  vi.stubGlobal(
    "AudioContext",
    class {
      state = "running";
    },
  );
  vi.stubGlobal("fetch", async (path: string, { headers }: RequestInit = {}) => {
    asked.push(path);
    const answer = answers[path.split("?")[0] ?? ""] ?? { status: 503, body: { code: "unavailable" } };
    const { status, body } = typeof answer === "function" ? answer(new Headers(headers)) : answer;
    if (status === 0) throw new TypeError("network");
    return new Response(JSON.stringify(body), { status });
  });
});
afterEach(() => {
  close();
  for (const leave of gone.splice(0)) leave();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Somebody at work: a chat, a draft, a form begun, a pair of keys. */
async function atWork() {
  const held = await page();
  await held.session.restore();
  void held.shift.startShift("available").catch(() => undefined);
  await soon(() => expect(Socket.all).toHaveLength(1));
  held.box.followWriting();
  const { handle } = await held.box.kept();
  await held.box.keepPair("c1", await makeConsoleKeys());
  Socket.all[0]?.greet();
  held.store.drafts.value = { c1: "never for others" };
  held.forms.answer("c1", { outcome: "talked" });
  await soon(() => expect(localStorage.getItem("hearline.box.main")).toContain(handle));
  return { ...held, handle };
}

async function nothingLeft(held: Awaited<ReturnType<typeof atWork>>): Promise<void> {
  await soon(() => expect(held.store.link.value.state).toBe("off"));
  expect([held.store.drafts.value, held.forms.answersOf.value, held.store.desk.value.chats]).toEqual([
    {},
    {},
    [],
  ]);
  expect([sessionStorage.length, localStorage.length, held.store.working.value]).toEqual([0, 0, false]);
  expect(await held.box.pairOf("c1")).toBeUndefined();
  expect((await held.box.kept()).handle).not.toBe(held.handle);
}

it("forgets everything when its person signed out elsewhere", async () => {
  const held = await atWork();
  answers["/api/staff/me"] = { status: 401, body: { code: "signed_out" } };
  Socket.all[0]?.onclose?.({ code: 4105 });
  await soon(() => expect(held.session.me.value).toBeNull());
  await nothingLeft(held);
});

it("forgets everything at any sign-out of the staff pages", async () => {
  answers["/api/staff/logout"] = { status: 200, body: {} };
  const held = await atWork();
  await held.session.signOut();
  await nothingLeft(held);
});

it("does not take a server that is away for a sign-out", async () => {
  const held = await atWork();
  answers["/api/staff/me"] = { status: 0, body: null };
  const before = asked.length;
  Socket.all[0]?.onclose?.({ code: 4105 });
  await soon(() => expect(asked.slice(before)).toContain("/api/staff/me"));
  expect([held.session.me.value?.id, held.store.draftOf("c1")]).toEqual(["an", "never for others"]);
  answers["/api/staff/me"] = { status: 200, body: { me: ME, ...SIGNED } };
  await soon(() => expect(Socket.all).toHaveLength(2));
  expect([held.store.link.value.state, held.store.draftOf("c1")]).toEqual(["connecting", "never for others"]);
});

it("comes back by itself once where somebody is still signed in, and then says what helps", async () => {
  const held = await atWork();
  Socket.all[0]?.onclose?.({ code: 4105 });
  await soon(() => expect(Socket.all).toHaveLength(2));
  Socket.all[1]?.onclose?.({ code: 4105 });
  await soon(() => expect(held.store.link.value).toEqual({ state: "refused", reason: "signed_out" }));
  expect(Socket.all).toHaveLength(2);
});

it("goes on with the same words after a refusal that somebody tries again", async () => {
  const held = await atWork();
  const before = held.engine.engine();
  Socket.all[0]?.onclose?.({ code: 4106 });
  expect(held.store.link.value).toEqual({ state: "refused", reason: "abuse" });
  held.signIns.reconnect();
  await soon(() => expect(Socket.all).toHaveLength(2));
  Socket.all[1]?.greet();
  expect(held.engine.engine()).toBe(before);
});

const OUT = { status: 401, body: { code: "signed_out" } };
/** Somebody signs in on this page. */
async function signsIn(held: Awaited<ReturnType<typeof atWork>>, id: string): Promise<void> {
  const signed = { status: 200, body: { me: { ...ME, id, login: id }, ...SIGNED } };
  answers["/api/staff/login"] = answers["/api/staff/me"] = signed;
  answers["/api/staff/socket-ticket"] = { status: 200, body: { ticket: "t2" } };
  await held.session.signIn(id, "password", "");
}
const hellos = (): { ticket: string; chats: unknown[]; box: { handle: string } }[] =>
  Socket.all
    .flatMap(({ sent }) => sent.map((text) => JSON.parse(text)))
    .filter(({ t }) => t === "hello_staff");

/** How a sign-in runs out: said by the server, or found when a lost line comes back. */
const RUNS_OUT = {
  "closed as over": () => Socket.all[0]?.onclose?.({ code: 4109 }),
  "refused at the return of a lost line": () => {
    answers["/api/staff/socket-ticket"] = OUT;
    Socket.all[0]?.onclose?.({ code: 1006 });
    dispatchEvent(new Event("online"));
  },
};

async function over(how: keyof typeof RUNS_OUT = "closed as over") {
  const held = await atWork();
  held.engine.engine()?.write("c1", "text", { text: "on its way" }, "cid");
  answers["/api/staff/me"] = OUT;
  RUNS_OUT[how]();
  await soon(() => expect(held.session.holding.value).toBe(true));
  expect(held.session.me.value).toBeNull();
  return held;
}

it.each(Object.keys(RUNS_OUT) as (keyof typeof RUNS_OUT)[])(
  "goes on where it stopped when its person signs in again: %s",
  async (how) => {
    const held = await over(how);
    expect([sessionStorage.length, held.store.draftOf("c1")]).toEqual([0, "never for others"]);
    await signsIn(held, "an");
    await soon(() => expect(Socket.all).toHaveLength(2));
    Socket.all[1]?.greet();
    expect(hellos().at(-1)).toMatchObject({ ticket: "t2", box: { handle: held.handle } });
    expect([held.store.draftOf("c1"), held.forms.answersOf.value, held.store.working.value]).toEqual([
      "never for others",
      { c1: { outcome: "talked" } },
      true,
    ]);
    expect(held.engine.engine()?.core.follower("c1").outbox.items).toMatchObject([{ cid: "cid" }]);
    expect([held.session.holding.value, sessionStorage.getItem("hearline.shift")]).toEqual([false, "on"]);
  },
);

it("has its replies when its person signs in again, though the sign-in ran out before they came", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"], shouldAdvanceTime: true });
  const held = await over();
  const { replies } = await import("../library");
  const reply = { id: "r1", desk: "main", language: "nl", title: "Welkom", text: "Dag!" };
  await vi.advanceTimersByTimeAsync(60_000);
  vi.useRealTimers();
  answers["/api/staff/replies"] = { status: 200, body: { replies: [reply] } };
  await signsIn(held, "an");
  await soon(() => expect(replies.value).toEqual([reply]));
});

it.each(["behind the sign-in", "at work"])(
  "waits for its person who must set up a second factor first: %s",
  async (where) => {
    const held = await (where === "at work" ? atWork() : over());
    const signed = { me: { ...ME, enrol: true }, ...SIGNED };
    answers["/api/staff/socket-ticket"] = { status: 403, body: { code: "enrol_first" } };
    answers["/api/staff/login"] = answers["/api/staff/me"] = { status: 200, body: signed };
    await held.session.signIn("an", "password", "");
    if (where === "at work") {
      Socket.all[0]?.onclose?.({ code: 4109 });
      await soon(() => expect(held.store.link.value.state).toBe("refused"));
    }
    answers["/api/staff/socket-ticket"] = { status: 200, body: { ticket: "t2" } };
    held.session.take({ ...signed, me: ME });
    await soon(() => expect(Socket.all).toHaveLength(2));
    expect([held.store.link.value.state, held.store.draftOf("c1")]).toEqual([
      "connecting",
      "never for others",
    ]);
  },
);

it("has its box again though somebody else took it away meanwhile, in another tab", async () => {
  const held = await over();
  localStorage.clear();
  await signsIn(held, "an");
  await soon(() => expect(localStorage.getItem("hearline.box.main")).toContain(held.handle));
});

it("shows nothing of it to another person who signs in there", async () => {
  const held = await over();
  await signsIn(held, "bram");
  await nothingLeft(held);
  expect(held.engine.engine()).toBeNull();
});

it("forgets it when nobody comes back", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"], shouldAdvanceTime: true });
  const held = await over();
  await vi.advanceTimersByTimeAsync(15 * 60_000);
  vi.useRealTimers();
  await nothingLeft(held);
});

it("goes on without a break when its person signs in again before the end", async () => {
  const held = await atWork();
  const signing = signsIn(held, "an");
  Socket.all[0]?.onclose?.({ code: 4109 });
  await signing;
  await soon(() => expect(Socket.all).toHaveLength(2));
  expect([held.session.me.value?.id, held.store.draftOf("c1")]).toEqual(["an", "never for others"]);
});

it.each(["the menu", "a page without a desk"])(
  "forgets everything at a sign-out from %s after a sign-in that went on",
  async (place) => {
    const held = await atWork();
    Socket.all[0]?.onclose?.({ code: 4109 });
    await soon(() => expect(Socket.all).toHaveLength(2));
    answers["/api/staff/logout"] = { status: 200, body: {} };
    await (place === "the menu" ? held.connect.leave() : held.session.signOut());
    expect(held.session.holding.value).toBe(false);
    expect([held.store.drafts.value, held.engine.engine()]).toEqual([{}, null]);
  },
);

it("forgets everything at a sign-out while nobody answers who is signed in", async () => {
  const held = await atWork();
  answers["/api/staff/me"] = { status: 0, body: null };
  Socket.all[0]?.onclose?.({ code: 4109 });
  answers["/api/staff/logout"] = { status: 200, body: {} };
  await held.connect.leave();
  expect([held.session.holding.value, held.store.drafts.value]).toEqual([false, {}]);
});

it("stays signed out though it was still being asked who is signed in", async () => {
  const held = await atWork();
  answers["/api/staff/me"] = answers["/api/staff/logout"] = { status: 0, body: null };
  Socket.all[0]?.onclose?.({ code: 4109 });
  await held.connect.leave();
  answers["/api/staff/me"] = { status: 200, body: { me: ME, ...SIGNED } };
  const before = asked.length;
  await soon(() => expect(asked.slice(before)).toContain("/api/staff/me"));
  await new Promise((done) => setTimeout(done, 20));
  expect(held.session.me.value).toBeNull();
});

it("stays signed in though an answer of before comes late", async () => {
  const held = await over();
  const usual = fetch;
  const late: ((answer: Response) => void)[] = [];
  // other things are asked for, too, at any moment
  vi.stubGlobal("fetch", (path: string) =>
    path === "/api/staff/me" && late.length === 0
      ? new Promise<Response>((done) => late.push(done))
      : usual(path),
  );
  const asking = held.session.restore();
  await soon(() => expect(late).toHaveLength(1));
  await signsIn(held, "an");
  late[0]?.(new Response(JSON.stringify(OUT.body), { status: 401 }));
  await asking;
  expect([held.session.me.value?.id, held.store.draftOf("c1")]).toEqual(["an", "never for others"]);
});

it.each(["visibilitychange", "storage"])(
  "finds that its person signed out in the tab that took over: %s",
  async (sign) => {
    const held = await atWork();
    Socket.all[0]?.onclose?.({ code: 4102 });
    expect([held.store.link.value.state, held.store.draftOf("c1")]).toEqual([
      "elsewhere",
      "never for others",
    ]);
    answers["/api/staff/me"] = OUT;
    vi.spyOn(document, "hidden", "get").mockReturnValue(sign === "storage");
    document.dispatchEvent(new Event("visibilitychange"));
    const before = asked.length;
    dispatchEvent(Object.assign(new Event("storage"), { key: "hearline.box.main" }));
    if (sign === "storage") expect(asked).toHaveLength(before);
    dispatchEvent(Object.assign(new Event(sign), { key: "hearline.prefs" }));
    await soon(() => expect(held.store.drafts.value).toEqual({}));
    expect([held.engine.engine(), held.store.desk.value.chats]).toEqual([null, []]);
  },
);

it("leaves the box of who signed in meanwhile in another tab", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"], shouldAdvanceTime: true });
  const held = await over();
  held.box.keepAgain(); // as what was written last does, a moment later
  localStorage.setItem("hearline.box.main", "of-another-in-another-tab");
  await vi.advanceTimersByTimeAsync(15 * 60_000);
  vi.useRealTimers();
  await soon(() => expect(held.store.drafts.value).toEqual({}));
  expect(localStorage.getItem("hearline.box.main")).toBe("of-another-in-another-tab");
});

it("leaves nothing on the disk at a sign-out before the shift, also of what lay there", async () => {
  localStorage.setItem("hearline.box.main", "of-a-crash");
  const held = await page();
  await held.session.restore();
  await held.session.signOut();
  expect(localStorage.getItem("hearline.box.main")).toBeNull();
});

it("is somebody else's at once when they sign in over the former", async () => {
  const held = await atWork();
  await signsIn(held, "bram");
  await nothingLeft(held);
});

it("finds its person signed in again in another tab", async () => {
  const held = await over();
  answers["/api/staff/me"] = { status: 200, body: { me: ME, ...SIGNED } };
  vi.spyOn(document, "hidden", "get").mockReturnValue(false);
  document.dispatchEvent(new Event("visibilitychange"));
  await soon(() => expect(Socket.all).toHaveLength(2));
  expect(held.store.draftOf("c1")).toBe("never for others");
});

it("is told late of a sign-out that it could not hear, and lets nobody in with it meanwhile", async () => {
  const held = await atWork();
  await held.session.signOut();
  const next = await page();
  await next.session.restore();
  expect(next.session.me.value).toBeNull();
  answers["/api/staff/logout"] = { status: 200, body: {} };
  await soon(() => expect(localStorage.length).toBe(0));
});

it("ends no sign-in that was begun since", async () => {
  const held = await atWork();
  await held.session.signOut();
  await signsIn(held, "bram");
  const before = asked.length;
  answers["/api/staff/logout"] = { status: 200, body: {} };
  const next = await page();
  await next.session.restore();
  expect(next.session.me.value?.id).toBe("bram");
  expect(asked.slice(before)).not.toContain("/api/staff/logout");
});

it("ends no sign-in that came another way, as through the provider", async () => {
  const held = await atWork();
  await held.session.signOut();
  answers["/api/staff/me"] = { status: 200, body: { me: { ...ME, id: "bram" }, ...SIGNED, csrf: "another" } };
  const next = await page();
  await next.session.restore();
  expect([next.session.me.value?.id, localStorage.length]).toEqual(["bram", 0]);
});

const FORGED = { status: 403, body: { code: "forged" } };
const DONE = { status: 200, body: {} };
const saw = (event: string, key: string) => dispatchEvent(Object.assign(new Event(event), { key }));

it("is told of it also after somebody has tried to sign in meanwhile, and could not", async () => {
  const held = await atWork();
  await held.session.signOut();
  answers["/api/staff/login"] = { status: 401, body: { code: "bad_credentials" } };
  await expect(held.session.signIn("bram", "wrong", "")).rejects.toThrow("bad_credentials");
  answers["/api/staff/logout"] = DONE;
  await soon(() => expect(localStorage.length).toBe(0));
});

it("holds in every tab that is open there", async () => {
  const held = await atWork();
  localStorage.setItem("hearline.leaving", "x"); // as another tab writes it
  saw("storage", "hearline.leaving");
  await soon(() => expect(held.session.me.value).toBeNull());
  answers["/api/staff/logout"] = DONE;
  await soon(() => expect(localStorage.length).toBe(0));
  await nothingLeft(held);
});

it("leaves a tab alone that is signed in otherwise", async () => {
  const held = await atWork();
  localStorage.setItem("hearline.leaving", "of another");
  saw("storage", "hearline.leaving");
  await new Promise((done) => setTimeout(done, 20));
  expect([held.session.me.value?.id, held.store.draftOf("c1")]).toEqual(["an", "never for others"]);
});

it("holds though the house has another secret since, under which the same sign-in has another word", async () => {
  const held = await atWork();
  await held.session.signOut();
  answers["/api/staff/me"] = { status: 200, body: { me: ME, ...SIGNED, csrf: "x under another secret" } };
  answers["/api/staff/logout"] = (headers) => {
    localStorage.clear();
    return headers.get("X-Hearline-CSRF") === "x" ? DONE : FORGED;
  };
  localStorage.setItem("hearline.prefs", '{"sound":false}');
  const next = await page();
  await next.session.restore();
  expect(next.session.me.value).toBeNull();
  expect(Object.keys(localStorage)).toEqual(["hearline.prefs"]);
});

it("ends no other sign-in, whose word the server knows", async () => {
  const held = await atWork();
  await held.session.signOut();
  answers["/api/staff/me"] = { status: 200, body: { me: ME, ...SIGNED, csrf: "another" } };
  const refused: (string | null)[] = [];
  answers["/api/staff/logout"] = (headers) => {
    refused.push(headers.get("X-Hearline-CSRF"));
    return FORGED;
  };
  const next = await page();
  await next.session.restore();
  expect([next.session.me.value?.id, localStorage.length, refused.includes("another")]).toEqual([
    "an",
    0,
    false,
  ]);
});

it("leaves how somebody likes their screen, however late the server asks to forget all of this site", async () => {
  const held = await atWork();
  const { prefer } = await import("../../staff/prefs");
  prefer({ sound: false });
  await held.connect.leave();
  const forget = vi.fn(() => {
    localStorage.clear();
    return DONE;
  });
  answers["/api/staff/logout"] = forget;
  await soon(() => expect(forget).toHaveBeenCalled());
  await soon(() => expect(localStorage.getItem("hearline.prefs") ?? "").toContain('"sound":false'));
});

it("is on its way once, however often it was pressed, and not any more once somebody signs in", async () => {
  const held = await atWork();
  held.session.take({ me: ME, ...SIGNED, csrf: "of this page" });
  const signals: AbortSignal[] = [];
  const usual = fetch;
  vi.stubGlobal("fetch", (path: string, init: RequestInit = {}) => {
    const word = new Headers(init.headers).get("X-Hearline-CSRF");
    if (path !== "/api/staff/logout" || word !== "of this page") return usual(path, init);
    signals.push(init.signal as AbortSignal);
    return new Promise<Response>((_, fail) => {
      init.signal?.addEventListener("abort", () => fail(new Error("aborted")));
    });
  });
  await Promise.all([held.session.signOut(), held.session.signOut()]);
  await signsIn(held, "bram");
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
});

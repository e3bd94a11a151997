// @vitest-environment happy-dom
// However a counsellor is signed out, whoever comes next finds nothing of theirs; a server that is away signs nobody out.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Socket } from "../../shared/client/bench";
import { makeConsoleKeys } from "../../shared/crypto";
import type { Me } from "../../shared/http";
import { soon } from "../../shared/testing";

const ME: Me = {
  ...{ id: "an", login: "an", name: "An", role: "counsellor", languages: [], skills: [], capacity: 1 },
  ...{ desks: ["main"], enrol: false },
};
let asked: string[] = [];
let answers: Record<string, { status: number; body: unknown }> = {};

async function page() {
  vi.resetModules();
  const [connect, store, forms, session, box, shift] = await Promise.all([
    import("./connect"),
    import("../store"),
    import("../forms"),
    import("../../staff/session"),
    import("../box"),
    import("../shift"),
  ]);
  const engine = await import("./engine");
  connect.forgetOnSignOut();
  return { connect, store, forms, session, box, shift, engine };
}

beforeEach(() => {
  Socket.all = [];
  asked = [];
  sessionStorage.clear();
  localStorage.clear();
  answers = {
    "/api/staff/me": { status: 200, body: { me: ME, csrf: "x" } },
    "/api/staff/socket-ticket": { status: 200, body: { ticket: "t" } },
  };
  vi.stubGlobal("WebSocket", Socket);
  vi.stubGlobal(
    "AudioContext",
    class {
      state = "running";
    },
  );
  vi.stubGlobal("fetch", async (path: string) => {
    asked.push(path);
    const { status, body } = answers[path.split("?")[0] ?? ""] ?? {
      status: 503,
      body: { code: "unavailable" },
    };
    if (status === 0) throw new TypeError("network");
    return new Response(JSON.stringify(body), { status });
  });
});
afterEach(() => vi.unstubAllGlobals());

/** Somebody at work: a chat, a draft, a form begun, a pair of keys. */
async function atWork() {
  const held = await page();
  await held.session.restore();
  void held.shift.startShift("available").catch(() => undefined);
  await soon(() => expect(Socket.all).toHaveLength(1));
  held.box.followWriting();
  const { handle } = await held.box.kept();
  held.box.keepPair("c1", await makeConsoleKeys());
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
  expect([sessionStorage.length, localStorage.length, held.shift.working.value]).toEqual([0, 0, false]);
  expect(await held.box.pairOf("c1")).toBeUndefined();
  expect((await held.box.kept()).handle).not.toBe(held.handle);
}

it("forgets everything when the server ends the sign-in", async () => {
  const held = await atWork();
  answers["/api/staff/me"] = { status: 401, body: { code: "signed_out" } };
  Socket.all[0]?.onclose?.({ code: 4105 });
  await soon(() => expect(held.session.me.value).toBeNull());
  await nothingLeft(held);
});

it("forgets everything at any sign-out of the staff pages", async () => {
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
  answers["/api/staff/me"] = { status: 200, body: { me: ME, csrf: "y" } };
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
  held.connect.reconnect();
  await soon(() => expect(Socket.all).toHaveLength(2));
  Socket.all[1]?.greet();
  expect(held.engine.engine()).toBe(before);
});

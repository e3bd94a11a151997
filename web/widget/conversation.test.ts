// @vitest-environment happy-dom
// One chat in a page, against a scripted server: what a reload, another tab, a hand-over and an end leave true.
import { effect } from "@preact/signals-core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Socket } from "../shared/client/bench";
import { makeConsoleKeys, openGrant, sealMessage } from "../shared/crypto";
import type { Bytes } from "../shared/crypto/bytes";
import type { Coming, Entry, Holder, TeenState } from "../shared/protocol";
import { Conversation } from "./conversation";
import { load, wipe } from "./storage";

const CHAT = "c".repeat(22);
const FAKED = ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance"] as const;
const held = { chat: CHAT, token: "t", ticket: "k" };
let ends: string[] = [];
let talks: Conversation[] = [];

const noted = (why: string): void => void ends.push(why);
const said = (): string[] => ends;

function begin(from: Parameters<typeof fresh>[0] = held): Conversation {
  const talk = fresh(from);
  talk.start();
  return talk;
}

function fresh(from: ConstructorParameters<typeof Conversation>[0]): Conversation {
  const talk = new Conversation(from, "", {
    over: noted,
    cut: (why) => noted(`cut: ${why}`),
    heard: () => noted("heard"),
  });
  talks.push(talk);
  return talk;
}

const server = (): Socket => Socket.all.at(-1) as Socket;
const sent = (type: string): Record<string, unknown>[] =>
  server()
    .sent.map((text) => JSON.parse(text) as Record<string, unknown>)
    .filter((frame) => frame.t === type);

async function holder(name: string): Promise<Holder> {
  const { kid, public: point } = await makeConsoleKeys();
  return { who: "counsellor", name, key: { kid, public: point }, occurrence: name };
}

const state = (change: Partial<TeenState>): object => ({
  t: "teen_state",
  chat: CHAT,
  state: "waiting",
  fence: 0,
  language: "nl",
  ticket: "k",
  ...change,
});

async function active(fence: number, who: Holder, log: object = {}): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
  if (server().readyState === 0) server().greet();
  const { name, occurrence = "" } = who;
  const comings: Coming[] = [{ occurrence, who: "counsellor", name, what: "came", fence }];
  server().hear(state({ state: "active", fence, holders: [who], comings }));
  server().hear({ t: "log", chat: CHAT, epoch: "e", fence, head: 0, n: 0, ...log });
  await sealed();
}

/** Sealing is asynchronous and knows no timers. */
const sealed = (): Promise<void> => vi.waitFor(() => expect(sent("send").length).toBeGreaterThan(0));
const marks = (talk: Conversation): string[] =>
  talk.lines.value.map((line) =>
    line.kind === "said" ? `${line.payload.text}/${line.delivery}` : line.what.code,
  );

beforeEach(() => {
  vi.useFakeTimers({ toFake: [...FAKED] });
  vi.stubGlobal("WebSocket", Socket);
  Socket.all = [];
  ends = [];
  wipe();
});

afterEach(() => {
  for (const talk of talks) talk.destroy();
  talks = [];
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it("says once that another tab has the chat, and leaves that tab in peace", async () => {
  begin();
  await active(1, await holder("An"));
  server().onclose?.({ code: 4102 });
  dispatchEvent(new Event("online"));
  document.dispatchEvent(new Event("visibilitychange"));
  expect(ends).toEqual(["cut: newer_connection"]);
});

it("shows own words as they were written, whoever else writes under their client id", async () => {
  const talk = begin();
  await active(1, await holder("An"));
  talk.say("hello");
  await vi.waitFor(() => expect(sent("send")).toHaveLength(2));
  const [grant, words] = sent("send");
  const proof = { stamp: "s", place: "p" };
  for (const [at, one] of [grant, words].entries())
    server().hear({ t: "ack", chat: CHAT, cid: one?.cid, seq: at + 1, ...proof });
  const copy = {
    who: "counsellor",
    cid: words?.cid,
    n: 1,
    fence: 1,
    kid: "k",
    kind: "text",
    body: "m2.AAAA",
  };
  server().hear({ t: "entry", chat: CHAT, seq: 3, ...copy, ...proof });
  await vi.waitFor(() => expect(marks(talk)).toEqual(["joined", "hello/sent", "undefined/"]));
});

it("draws a long chat that comes back once, however many words it has", async () => {
  const entry = (at: number): Entry => ({
    ...{ seq: at + 1, who: "counsellor", cid: `c${at}`, n: at + 1, fence: 1, kid: "k", kind: "text" },
    ...{ body: "m2.AAAA", stamp: "s", place: "p" },
  });
  const entries = Array.from({ length: 50 }, (_, at) => entry(at));
  const cursor = { epoch: "e", seq: 50, stamp: "s", place: "p" };
  const talk = fresh({ ...held, log: { cursor, lastSeq: 50, entries, pending: [] } });
  const drawn: number[] = [];
  const stop = effect(() => void drawn.push(talk.lines.value.length));
  await vi.waitFor(() => expect(drawn.at(-1)).toBe(50));
  stop();
  expect(drawn).toEqual([0, 50]);
});

it("stops as soon as it can when the teen stopped without a connection, also after a reload", async () => {
  const talk = begin();
  await active(1, await holder("An"));
  server().onclose?.({ code: 1006 });
  talk.leave();
  expect(sent("leave")).toEqual([]);
  const kept = load().held;
  talk.destroy();
  begin(kept);
  await vi.advanceTimersByTimeAsync(0);
  server().greet();
  expect(sent("leave")).toHaveLength(1);
});

it("asks for another language again until the server has heard it", async () => {
  const talk = begin();
  await vi.advanceTimersByTimeAsync(0);
  talk.chooseLanguage("fr");
  server().greet();
  expect(sent("choose_language")).toMatchObject([{ language: "fr" }]);
  server().hear(state({ language: "fr" }));
  server().onclose?.({ code: 1006 });
  await vi.advanceTimersByTimeAsync(2_000);
  server().greet();
  expect(sent("choose_language")).toEqual([]);
});

it("shows no place of a queue that it has left: by a language, or by a chat", async () => {
  const talk = begin();
  await vi.advanceTimersByTimeAsync(0);
  server().greet();
  server().hear(state({}));
  const place = { t: "position", chat: CHAT, position: 1, low_s: 1, high_s: 2 };
  server().hear(place);
  server().hear(state({ state: "offered", fence: 1 }));
  expect(talk.position.value).toMatchObject({ position: 1 });
  server().hear(state({ language: "fr", fence: 1 }));
  expect(talk.position.value).toBeNull();
  server().hear(place);
  await active(2, await holder("An"));
  server().hear(state({ state: "waiting", fence: 2, requeued: "lost" }));
  expect(talk.position.value).toBeNull();
});

it("asks for a language that was chosen while somebody was being asked, once they wait on", async () => {
  const talk = begin();
  await vi.advanceTimersByTimeAsync(0);
  server().greet();
  server().hear(state({ state: "offered" }));
  talk.chooseLanguage("fr");
  server().sent = []; // the desk takes none while an offer is open
  server().hear(state({}));
  expect(sent("choose_language")).toMatchObject([{ language: "fr" }]);
  server().hear(state({ language: "fr" }));
  server().hear(state({ language: "fr", others: [] }));
  expect(sent("choose_language")).toHaveLength(1);
});

it("asks for no other language once somebody was there, whatever the desk made of it", async () => {
  const talk = begin();
  await vi.advanceTimersByTimeAsync(0);
  server().greet();
  server().hear(state({ state: "offered" }));
  talk.chooseLanguage("fr");
  await active(1, await holder("An"));
  server().hear(state({ state: "waiting", fence: 1, requeued: "lost" }));
  server().onclose?.({ code: 1006 });
  await vi.advanceTimersByTimeAsync(2_000);
  server().greet();
  expect(sent("choose_language")).toEqual([]);
});

it("does not tell the next counsellor a yes that was meant for the last one", async () => {
  const talk = begin();
  await active(1, await holder("An"));
  talk.say("secret");
  await vi.waitFor(() => expect(sent("send")).toHaveLength(2));
  for (const [at, { cid }] of sent("send").entries())
    server().hear({ t: "ack", chat: CHAT, cid: String(cid), seq: at + 1, stamp: "s", place: "p" });
  server().hear(state({ state: "waiting", fence: 1, requeued: "transfer" }));
  server().sent = [];
  server().hear(state({ state: "active", fence: 2, holders: [await holder("Bram")] }));
  await sealed();
  await vi.waitFor(() => expect(talk.asksConsent.value).toBe(true));
  server().onclose?.({ code: 1006 });
  talk.share(true);
  expect(talk.asksConsent.value).toBe(false);
  await vi.advanceTimersByTimeAsync(2_000);
  await active(3, await holder("Cleo"), { head: 2, n: 2 });
  expect(talk.asksConsent.value).toBe(true);
  expect(sent("send").filter((frame) => frame.kind === "share")).toEqual([]);
});

it("asks whether somebody may keep reading only of what they could read before", async () => {
  const talk = begin();
  await active(1, await holder("An"));
  talk.say("secret");
  await vi.waitFor(() => expect(sent("send")).toHaveLength(2));
  for (const [at, { cid }] of sent("send").entries())
    server().hear({ t: "ack", chat: CHAT, cid: String(cid), seq: at + 1, stamp: "s", place: "p" });
  await active(2, await holder("An"));
  await vi.waitFor(() => expect(talk.asksConsent.value).toBe(true));
  expect(talk.asksAgain).toBe(true);
  await active(3, await holder("Bram"));
  expect([talk.asksConsent.value, talk.asksAgain]).toEqual([true, false]);
  talk.share(false);
  expect(talk.asksConsent.value).toBe(false);
  await active(4, await holder("Bram"));
  expect([talk.asksConsent.value, talk.asksAgain]).toEqual([true, false]); // what An read, Bram never did
  await active(5, await holder("Cleo"));
  talk.share(true);
  await vi.waitFor(() => expect(sent("send").at(-1)?.body).toMatch(/yes$/));
  const { cid } = sent("send").at(-1) as { cid: string };
  server().hear({ t: "ack", chat: CHAT, cid, seq: 3, stamp: "s", place: "p" });
  await active(6, await holder("Cleo"));
  expect([talk.asksConsent.value, talk.asksAgain]).toEqual([true, true]);
});

it("takes an answer about earlier words from nobody else", async () => {
  const talk = begin();
  await active(1, await holder("An"));
  talk.say("secret");
  await vi.waitFor(() => expect(sent("send")).toHaveLength(2));
  for (const [at, { cid }] of sent("send").entries())
    server().hear({ t: "ack", chat: CHAT, cid: String(cid), seq: at + 1, stamp: "s", place: "p" });
  const keys = await makeConsoleKeys();
  const bram: Holder = { who: "counsellor", name: "Bram", key: { kid: keys.kid, public: keys.public } };
  server().sent = [];
  server().hear(state({ state: "active", fence: 2, holders: [bram] }));
  await sealed();
  const granted = await openGrant(CHAT, keys, String(sent("send")[0]?.body));
  expect(granted?.holding).toBe(keys.kid);
  const about = { chat: CHAT, seq: 3, n: 1, fence: 2, kid: keys.kid, stamp: "s", place: "p" };
  const forged = { who: "counsellor", cid: "forged", kind: "share", body: `s1.${keys.kid}.yes` };
  server().hear({ t: "entry", ...about, ...forged });
  await vi.waitFor(() => expect(talk.asksConsent.value).toBe(true));
  server().sent = [];
  for (const online of [false, true]) server().hear({ t: "presence", chat: CHAT, who: "counsellor", online });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(sent("send")).toEqual([]);
  expect(talk.asksConsent.value).toBe(true);
});

it("begins a chat on its own connection, does the work that is asked, and keeps nothing before it is granted", async () => {
  const wish = { desk: "main", language: "nl" };
  const passes: string[] = [];
  const ends = {
    over: noted,
    cut: noted,
    heard: () => undefined,
    joined: (pass: string) => passes.push(pass),
    refused: ({ code }: { code: string }) => noted(code),
    work: async () => "the answer",
  };
  const talk = new Conversation({ chat: "", token: "drawn here", ticket: "" }, "", ends, wish);
  talks.push(talk);
  talk.start();
  await vi.advanceTimersByTimeAsync(0);
  server().greet();
  expect(sent("hello_teen")).toEqual([{ t: "hello_teen", v: 2, token: "drawn here", wish }]);
  server().hear({ t: "work_needed", challenge: {} });
  await vi.waitFor(() => expect(sent("work")).toEqual([{ t: "work", answer: "the answer" }]));
  expect(load().held).toBeUndefined();
  server().hear({ t: "joined", chat: CHAT, pass: "p" });
  server().hear(state({}));
  expect([passes, load().held?.chat, load().held?.token]).toEqual([["p"], CHAT, "drawn here"]);
  server().onclose?.({ code: 1006 });
  await vi.advanceTimersByTimeAsync(2_000);
  server().greet();
  expect(sent("hello_teen")).toMatchObject([{ ticket: "k", epoch: "", seq: 0 }]);
});

it("says why a wish was refused", async () => {
  const refused = (why: { code: string }): void => noted(why.code);
  const ends = { over: noted, cut: noted, heard: () => undefined, refused };
  const talk = new Conversation({ chat: "", token: "t", ticket: "" }, "", ends, {
    desk: "main",
    language: "nl",
  });
  talks.push(talk);
  talk.start();
  await vi.advanceTimersByTimeAsync(0);
  server().greet();
  server().hear({ t: "wish_refused", code: "full" });
  server().onclose?.({ code: 4108 });
  expect(said()).toEqual(["full"]);
});

it("calls words arrived once somebody could read them: not by a cursor that only passes over them", async () => {
  const talk = begin();
  const [an, bram] = [await holder("An"), await holder("Bram")];
  await active(1, an);
  server().hear({ t: "ack", chat: CHAT, cid: String(sent("send")[0]?.cid), seq: 1, stamp: "s", place: "p" });
  for (const [seq, text] of [
    [2, "read"],
    [3, "too late"],
  ] as const) {
    talk.say(text);
    await vi.waitFor(() => expect(sent("send")).toHaveLength(seq));
    server().hear({
      t: "ack",
      chat: CHAT,
      cid: String(sent("send").at(-1)?.cid),
      seq,
      stamp: "s",
      place: "p",
    });
  }
  server().hear({ t: "seen", chat: CHAT, seq: 2, who: "counsellor" });
  server().hear(state({ state: "active", fence: 2, holders: [bram] }));
  server().hear({ t: "seen", chat: CHAT, seq: 4, who: "counsellor" });
  const said = (): string[] => marks(talk).filter((line) => line.includes("/"));
  expect(said()).toEqual(["read/delivered", "too late/sent"]);
  await vi.waitFor(() => expect(talk.asksConsent.value).toBe(true));
  talk.share(true);
  expect(said()).toEqual(["read/delivered", "too late/delivered"]);
});

it("hears what comes after a reload, though the log was rebuilt and counts anew, and nothing twice", async () => {
  const keys = await makeConsoleKeys();
  const an: Holder = { who: "counsellor", name: "An", key: { kid: keys.kid, public: keys.public } };
  const talk = begin();
  await active(1, an);
  const grant = await openGrant(CHAT, keys, String(sent("send")[0]?.body));
  const says = async (seq: number, cid: string): Promise<void> => {
    const context = { chat: CHAT, fence: 1, kid: keys.kid, who: "counsellor", cid, kind: "text" } as const;
    const body = await sealMessage(grant?.key as Bytes, context, { text: cid });
    server().hear({ t: "entry", ...context, seq, n: seq, body, stamp: cid, place: `${seq}` });
  };
  const { cid } = sent("send")[0] as { cid: string };
  server().hear({ t: "ack", chat: CHAT, cid, seq: 1, stamp: "g", place: "1" });
  for (const [at, word] of ["one", "two", "three"].entries()) await says(at + 2, word);
  await vi.waitFor(() => expect(ends).toEqual(["heard", "heard", "heard"]));
  talk.destroy();
  begin(load().held);
  await vi.advanceTimersByTimeAsync(0);
  server().greet();
  server().hear(state({ state: "active", fence: 1, holders: [an] }));
  server().hear({ t: "log", chat: CHAT, epoch: "later", fence: 1, head: 2, n: 1 });
  await says(1, "three");
  await says(2, "four");
  await vi.waitFor(() => expect(ends).toHaveLength(4));
  await new Promise((done) => setImmediate(done));
  expect(ends).toHaveLength(4);
});

it("says where something was lost, once, and says it still after a reload", async () => {
  const talk = begin();
  await active(1, await holder("An"), { lost: true });
  server().hear({ t: "log", chat: CHAT, epoch: "e", fence: 1, head: 0, n: 0, lost: true });
  expect(marks(talk)).toEqual(["joined", "gone"]);
  expect(marks(fresh(load().held ?? held))).toEqual(["joined", "gone"]);
});

it("tells of a hand-over in its place, and after a reload tells it once", async () => {
  const talk = begin();
  await active(1, await holder("An"));
  talk.say("hoi");
  await vi.waitFor(() => expect(sent("send")).toHaveLength(2));
  for (const [at, { cid }] of sent("send").entries())
    server().hear({ t: "ack", chat: CHAT, cid: String(cid), seq: at + 1, stamp: "s", place: "p" });
  const line = (occurrence: string, what: Coming["what"], fence: number): Coming => ({
    ...{ occurrence, who: "counsellor", name: occurrence, what, fence },
  });
  const comings = [line("An", "came", 1), line("An", "handed_on", 1), line("Bram", "came", 2)];
  const next = state({ state: "active", fence: 2, holders: [await holder("Bram")], comings });
  server().hear(next);
  const shown = ["joined", "hoi/sent", "passed_on", "changed"];
  expect(marks(talk)).toEqual(shown);
  const kept = load().held ?? held;
  talk.destroy();
  const again = begin(kept);
  await vi.advanceTimersByTimeAsync(0);
  server().greet();
  server().hear(next);
  await vi.waitFor(() => expect(marks(again)).toEqual(shown));
});

it("marks words by what is true: under way, without a connection, without anybody, never sent", async () => {
  const talk = begin();
  await active(1, await holder("An"));
  talk.say("hoi");
  const shown = (): string | undefined => marks(talk).at(-1);
  expect(shown()).toBe("hoi/sending");
  server().onclose?.({ code: 1006 });
  expect(shown()).toBe("hoi/waiting");
  await vi.advanceTimersByTimeAsync(2_000);
  server().greet();
  server().hear(state({ state: "waiting", fence: 1, requeued: "lost" }));
  expect(shown()).toBe("hoi/held");
  server().hear(state({ state: "closed", fence: 1, end: "lost" }));
  talk.destroy();
  expect([shown(), talk.unsent.value, ends]).toEqual(["hoi/failed", true, ["lost"]]);
});

it("keeps nothing after a quick exit, whatever was still under way", async () => {
  const talk = begin();
  await active(1, await holder("An"));
  talk.say("never read this");
  wipe();
  talk.destroy();
  dispatchEvent(new Event("online"));
  server().hear(state({ state: "active", fence: 1 }));
  await vi.advanceTimersByTimeAsync(60_000);
  expect([sessionStorage.length, load(), Socket.all.length]).toEqual([0, {}, 1]);
});

it("gives a key to nobody while another counsellor is shown for the fence that runs", async () => {
  const talk = begin();
  const grants = (): number => sent("send").filter(({ kind }) => kind === "grant").length;
  await active(1, await holder("An"));
  await vi.waitFor(() => expect(grants()).toBe(1));
  const beside = { ...(await holder("Sofie")), who: "supervisor" as const };
  server().hear(state({ state: "active", fence: 1, holders: [await holder("Mallory"), beside] }));
  talk.say("words");
  await vi.waitFor(() => expect(sent("send").filter(({ kind }) => kind === "text")).toHaveLength(1));
  expect(grants()).toBe(1);
});

it("shows the end though the frame that said so was lost", async () => {
  begin();
  await vi.advanceTimersByTimeAsync(0);
  server().greet();
  server().onclose?.({ code: 4103 });
  expect(said()).toEqual(["lost"]);
});

it("shows an end once", async () => {
  begin();
  await vi.advanceTimersByTimeAsync(0);
  server().greet();
  server().hear(state({ state: "closed", end: "finished" }));
  server().onclose?.({ code: 4103 });
  expect(said()).toEqual(["finished"]);
});

describe("words before an end", () => {
  const ack = (at: number): void => {
    const { cid } = sent("send").at(-1) as { cid: string };
    server().hear({ t: "ack", chat: CHAT, cid, seq: at, stamp: "s", place: "p" });
  };
  async function speaking(): Promise<Conversation> {
    const talk = begin();
    await active(1, await holder("An"));
    ack(1);
    talk.say("last words");
    talk.leave();
    return talk;
  }

  it("arrive, though they were still being sealed", async () => {
    await speaking();
    expect(sent("leave")).toEqual([]);
    await vi.waitFor(() => expect(sent("send")).toHaveLength(2));
    expect(sent("leave")).toEqual([]);
    ack(2);
    expect(sent("leave")).toHaveLength(1);
  });

  it("are waited for no longer than five seconds", async () => {
    await speaking();
    await vi.waitFor(() => expect(sent("send")).toHaveLength(2));
    await vi.advanceTimersByTimeAsync(5_100);
    expect(sent("leave")).toHaveLength(1);
  });

  it("go first after a lost connection and a reload, too", async () => {
    const talk = await speaking();
    server().onclose?.({ code: 1006 });
    const kept = load().held;
    talk.destroy();
    begin(kept);
    await vi.advanceTimersByTimeAsync(0);
    server().greet();
    expect(sent("leave")).toEqual([]);
    const who = talk.counsellor.value as Holder;
    await active(1, who, { head: 1, n: 1 });
    expect(sent("leave")).toEqual([]);
  });

  it("hold nobody back in a queue, where nobody is there to read them", async () => {
    const talk = begin();
    await vi.advanceTimersByTimeAsync(0);
    server().greet();
    server().hear(state({}));
    talk.say("for later");
    talk.leave();
    expect(sent("leave")).toHaveLength(1);
  });

  it("leave before a quick exit closes the socket, while the page goes", async () => {
    const talk = begin();
    await active(1, await holder("An"));
    talk.say("last words");
    const gone = talk.quit();
    expect(server().readyState).toBe(1);
    await vi.waitFor(() => expect(sent("send")).toHaveLength(2));
    await gone;
    expect(sent("leave")).toHaveLength(1);
    expect(server().readyState).toBe(3);
  });

  it("are given up when the page is gone, and asked for by nobody who has said nothing", async () => {
    const talk = begin();
    await active(1, await holder("An"));
    ack(1);
    expect(talk.quit()).toBeUndefined();
    const other = begin();
    await active(1, await holder("An"));
    other.say("never");
    const gone = other.quit();
    dispatchEvent(new Event("pagehide"));
    await gone;
    expect(server().readyState).toBe(3);
  });
});

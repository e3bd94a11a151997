// @vitest-environment happy-dom
// A counsellor without the pair that the teen is shown takes the chat anew, once for each fence, and writes under it.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Socket } from "../../shared/client/bench";
import { drawn, soon } from "../../shared/testing";
import { after, before, CHAT, granted, page, SELF, seat, sent, socket, told } from "./scripted-page";

/** Says something, and gives the frame with which it leaves. */
async function says(held: Awaited<ReturnType<typeof page>>, text: string) {
  const [chat] = held.store.desk.value.chats;
  if (chat) held.send.sendText(chat, text);
  await soon(() => expect(sent("send").length).toBeGreaterThan(0));
  return sent("send").at(-1);
}

beforeEach(before);
afterEach(after);

it("takes a chat anew whose pair is gone, once, and writes under the next fence", async () => {
  const held = await page(seat(4));
  await soon(() => expect(sent("take_anew")).toMatchObject([{ chat: CHAT, fence: 4 }]));
  const [{ id, key }] = sent("take_anew");
  expect([key.kid.length, key.public.length]).toEqual([22, 87]);
  socket().hear({ t: "ok", id });
  await drawn();
  told(seat(4));
  told(seat(5, key.kid));
  await granted(5, key);
  expect(await says(held, "hello")).toMatchObject({ fence: 5, kid: key.kid });
  expect(sent("take_anew")).toHaveLength(1);
});

it("takes nothing anew with the pair of this fence, also after a reload", async () => {
  await page(seat(4));
  await soon(() => expect(sent("take_anew")).toHaveLength(1));
  const [{ id, key }] = sent("take_anew");
  told(seat(5, key.kid));
  socket().hear({ t: "ok", id });
  const again = await page(seat(5, key.kid));
  await granted(5, key);
  expect(await says(again, "back")).toMatchObject({ fence: 5, kid: key.kid });
  expect(sent("take_anew")).toEqual([]);
});

it("takes a chat anew that the teen is shown under another console's pair", async () => {
  await page(seat(4));
  await soon(() => expect(sent("take_anew")).toHaveLength(1));
  told(seat(5, "another"));
  socket().hear({ t: "error", code: "stale_fence", ref: sent("take_anew")[0].id });
  await soon(() => expect(sent("take_anew").map(({ fence }) => fence)).toEqual([4, 5]));
});

it("takes a chat anew each time its fence has risen without it", async () => {
  await page(seat(4));
  await soon(() => expect(sent("take_anew")).toHaveLength(1));
  told(seat(5, sent("take_anew")[0].key.kid));
  socket().hear({ t: "ok", id: sent("take_anew")[0].id });
  told(seat(6));
  await soon(() => expect(sent("take_anew").map(({ fence }) => fence)).toEqual([4, 6]));
});

it("goes on with the fence that the desk told meanwhile when the one it took was old", async () => {
  await page(seat(4));
  await soon(() => expect(sent("take_anew")).toHaveLength(1));
  told(seat(7));
  await drawn();
  expect(sent("take_anew")).toHaveLength(1);
  socket().hear({ t: "error", code: "stale_fence", ref: sent("take_anew")[0].id });
  await soon(() => expect(sent("take_anew").map(({ fence }) => fence)).toEqual([4, 7]));
});

it("tries again a moment later while the desk cannot answer, and not when it says no", async () => {
  await page(seat(4));
  await soon(() => expect(sent("take_anew")).toHaveLength(1));
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"], shouldAdvanceTime: true });
  socket().hear({ t: "error", code: "unavailable", ref: sent("take_anew")[0].id, retry: true });
  await vi.advanceTimersByTimeAsync(1_500);
  await soon(() => expect(sent("take_anew")).toHaveLength(2));
  socket().hear({ t: "error", code: "not_holder", ref: sent("take_anew")[1].id });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(sent("take_anew")).toHaveLength(2);
});

it("takes it once more when the desk took it and tells nothing, as one that forgot it in a failover", async () => {
  await page(seat(4));
  await soon(() => expect(sent("take_anew")).toHaveLength(1));
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"], shouldAdvanceTime: true });
  socket().hear({ t: "ok", id: sent("take_anew")[0].id });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(sent("take_anew")).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(10_000);
  await soon(() => expect(sent("take_anew").map(({ fence }) => fence)).toEqual([4, 4]));
  const [, { id, key }] = sent("take_anew");
  socket().hear({ t: "ok", id });
  told(seat(5, key.kid));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sent("take_anew")).toHaveLength(2);
});

it("knows the first answer, too, of a desk that was only slow", async () => {
  await page(seat(4));
  await soon(() => expect(sent("take_anew")).toHaveLength(1));
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"], shouldAdvanceTime: true });
  const [{ id, key }] = sent("take_anew");
  socket().hear({ t: "ok", id });
  await vi.advanceTimersByTimeAsync(11_000);
  await soon(() => expect(sent("take_anew")).toHaveLength(2));
  vi.useRealTimers();
  told(seat(5, key.kid));
  socket().hear({ t: "error", code: "stale_fence", ref: sent("take_anew")[1].id });
  await new Promise((done) => setTimeout(done, 100)); // a pair is made in a moment of its own
  expect(sent("take_anew")).toHaveLength(2);
});

it("doubts no more once its person has a connection that seeks for itself", async () => {
  const { connect } = await page(seat(4));
  await soon(() => expect(sent("take_anew")).toHaveLength(1));
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"], shouldAdvanceTime: true });
  socket().hear({ t: "ok", id: sent("take_anew")[0].id });
  await vi.advanceTimersByTimeAsync(5_000);
  const former = socket();
  connect.connect();
  await soon(() => expect(socket()).not.toBe(former));
  socket().greet();
  socket().hear({ t: "staff_state", me: SELF, chats: [seat(4)] });
  await soon(() => expect(sent("take_anew")).toHaveLength(1));
  socket().hear({ t: "ok", id: sent("take_anew")[0].id });
  await vi.advanceTimersByTimeAsync(8_000);
  vi.useRealTimers();
  await new Promise((done) => setTimeout(done, 100)); // a pair is made in a moment of its own
  expect(sent("take_anew")).toHaveLength(1);
});

it("holds as counsellor what a supervisor kept of a lost counsellor, under a pair of its own", async () => {
  const held = await page(seat(4, "beside", { role: "supervisor" }));
  await drawn();
  expect(sent("take_anew")).toEqual([]);
  told(seat(5));
  await soon(() => expect(sent("take_anew")).toMatchObject([{ fence: 5 }]));
  const [{ id, key }] = sent("take_anew");
  told(seat(6, key.kid));
  socket().hear({ t: "ok", id });
  await granted(6, key);
  const { cid, kid } = await says(held, "I am here");
  expect(kid).toBe(key.kid);
  socket().hear({ t: "ack", chat: CHAT, cid, seq: 2, stamp: "s", place: "p" });
  await soon(() => expect(held.store.logOf(CHAT).entries.at(-1)?.who).toBe("counsellor"));
});

it("tells its pair at its return, and sends again what had no answer", async () => {
  await page(seat(4));
  await soon(() => expect(sent("take_anew")).toHaveLength(1));
  socket().hear({ t: "log", chat: CHAT, epoch: "e", fence: 4, head: 0, n: 0 });
  const first = socket();
  const [{ id, key }] = sent("take_anew");
  const back = async () => {
    const before = Socket.all.length;
    socket().onclose?.({ code: 1006 });
    dispatchEvent(new Event("online"));
    await soon(() => expect(Socket.all.length).toBe(before + 1));
    socket().greet();
    return sent("hello_staff")[0].chats[0];
  };
  expect(await back()).toMatchObject({ ticket: "ticket-4", key });
  expect(sent("take_anew"), "sent again as it was").toMatchObject([{ id, fence: 4 }]);
  expect(socket()).not.toBe(first);
  told(seat(5, key.kid));
  socket().hear({ t: "ok", id });
  expect(await back()).toMatchObject({ ticket: "ticket-5", key });
});

it("takes nothing of what is only offered, wrapped up, or another's", async () => {
  await page(seat(4, "", { state: "offered" }), { ...seat(4, "", { state: "wrap_up" }), chat: "c2" });
  await drawn();
  socket().hear({ t: "staff_chat_gone", chat: CHAT, why: "expired" });
  await drawn();
  expect(sent("take_anew")).toEqual([]);
});

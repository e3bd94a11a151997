// @vitest-environment happy-dom
// A note goes with its hand-over, sealed for the fence that ends; by itself it leaves in no case.
import { afterEach, beforeEach, expect, it } from "vitest";
import { openMessage, random } from "../../shared/crypto";
import { soon } from "../../shared/testing";
import { after, before, CHAT, granted, page, seat, sent, socket, told } from "./scripted-page";

beforeEach(before);
afterEach(after);

async function talking() {
  const held = await page(seat(4));
  await soon(() => expect(sent("take_anew")).toHaveLength(1));
  const [{ id, key }] = sent("take_anew");
  told(seat(5, key.kid));
  socket().hear({ t: "ok", id });
  const chat = () => {
    const [one] = held.store.desk.value.chats;
    if (!one) throw new Error("no chat");
    return one;
  };
  return { ...held, key, chat };
}

it("is sealed into the command, anew at each try, and stands nowhere when it is refused", async () => {
  const { actions, chat, key, send } = await talking();
  const secret = random(32);
  await granted(5, key, secret);
  send.sendText(chat(), "I look for somebody");
  await soon(() => expect(sent("send")).toHaveLength(1));
  const tries = [];
  for (const times of [1, 2]) {
    const done = actions.transfer(chat(), { to: "bram" }, "be gentle");
    await soon(() => expect(sent("transfer")).toHaveLength(times));
    tries.push(sent("transfer").at(-1));
    socket().hear({ t: "error", code: "not_available", ref: tries.at(-1).id });
    expect(await done).toBe(false);
  }
  const [first, second] = tries;
  expect(first).toMatchObject({ chat: CHAT, fence: 5, to: "bram", note: { kid: key.kid } });
  expect(first.note.cid).not.toBe(second.note.cid);
  const about = { chat: CHAT, fence: 5, kid: key.kid, who: "counsellor", kind: "note" } as const;
  const opened = await openMessage(secret, { ...about, cid: first.note.cid }, first.note.body);
  expect(opened).toEqual({ note: "be gentle" });
  expect(sent("send")).toMatchObject([{ kind: "text" }]);
});

it("keeps the chat where it is while the note cannot be sealed, and goes without one", async () => {
  const { actions, chat } = await talking();
  expect(await actions.transfer(chat(), {}, "be gentle")).toBe(false);
  expect(sent("transfer")).toEqual([]);
  void actions.transfer(chat(), {}, "");
  await soon(() => expect(sent("transfer")).toHaveLength(1));
  expect(sent("transfer")[0].note).toBeUndefined();
});

it("ends no silence of now by words from before it, which a yes reveals", async () => {
  const { store } = await page(seat(5, "", { role: "supervisor" }));
  const [stamp, place] = ["s", "p"];
  const why = () => store.silences.value[CHAT]?.why;
  const words = {
    t: "entry",
    chat: CHAT,
    who: "teen",
    n: 1,
    kid: "k",
    kind: "text",
    body: "b",
    stamp,
    place,
  };
  socket().hear({ t: "log", chat: CHAT, epoch: "e", fence: 5, head: 1, n: 0 });
  socket().hear({ t: "withheld", chat: CHAT, seq: 1, stamp, place });
  socket().hear({ t: "quiet", chat: CHAT, why: "thinking", left_ms: 60_000 });
  socket().hear({ ...words, seq: 1, cid: "old", fence: 4 });
  expect([why(), store.desk.value.chats.length]).toEqual(["thinking", 1]);
  socket().hear({ ...words, seq: 2, cid: "new", fence: 5 });
  expect(why()).toBe("");
});

it("takes a wrap-up that is done off the screen, and leaves one that ended unseen there to be read", async () => {
  const { store } = await page(seat(5, "", { state: "wrap_up" }));
  const shown = () => store.desk.value.chats.map(({ gone }) => gone);
  socket().hear({ t: "staff_state", me: store.desk.value.me, chats: [] });
  expect(shown()).toEqual(["closed"]);
  socket().hear({ t: "staff_chat_gone", chat: "other", why: "closed" });
  expect(shown()).toEqual(["closed"]);
  told(seat(5, "", { state: "wrap_up" }));
  socket().hear({ t: "staff_chat_gone", chat: CHAT, why: "closed" });
  expect(shown()).toEqual([]);
});

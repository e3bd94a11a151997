// Snapshot plus later frames equals a fresh snapshot, and nothing that was open vanishes without a word.

import { describe, expect, it } from "vitest";
import type { StaffChat, StaffSelf, ToStaff } from "../../shared/protocol";
import { dismiss, reduce } from "./desk";
import { type Desk, EMPTY, find, held } from "./model";

const ME: StaffSelf = {
  staff: "s1",
  name: "An",
  role: "counsellor",
  status: "available",
  capacity: 2,
  languages: ["nl"],
};
const OFFER: StaffChat = {
  chat: "c1",
  state: "offered",
  fence: 1,
  language: "nl",
  priority: 3,
  waited_s: 60,
  left_ms: 30_000,
};
const ACTIVE: StaffChat = {
  chat: "c1",
  state: "active",
  fence: 1,
  language: "nl",
  priority: 3,
  waited_s: 70,
};

const run = (frames: ToStaff[], now = 1000): Desk =>
  frames.reduce((desk, frame) => reduce(desk, frame, now), EMPTY);

describe("a console's state", () => {
  it("is the same from deltas as from a fresh snapshot", () => {
    const deltas = run([
      { t: "staff_state", me: { ...ME, status: "away" }, chats: [] },
      { t: "staff_self", me: ME },
      { t: "staff_chat", chat: OFFER },
      { t: "staff_chat", chat: ACTIVE },
    ]);
    expect(deltas).toEqual(run([{ t: "staff_state", me: ME, chats: [ACTIVE] }]));
  });

  it("turns time left into a deadline of this clock", () => {
    const desk = run([{ t: "staff_chat", chat: OFFER }], 5000);
    expect(find(desk, "c1")).toMatchObject({ deadline: 35_000, joinedAt: -55_000 });
  });

  it("keeps a chat that left, with the reason, until it is dismissed", () => {
    const open = run([
      { t: "staff_chat", chat: ACTIVE },
      { t: "staff_chat_gone", chat: "c1", why: "requeued" },
    ]);
    expect(find(open, "c1")?.gone).toBe("requeued");
    expect(held(open)).toHaveLength(0);
    expect(dismiss(open, "c1").chats).toHaveLength(0);
  });

  it("does not let a running chat be dismissed", () => {
    const open = run([{ t: "staff_chat", chat: ACTIVE }]);
    expect(dismiss(open, "c1")).toEqual(open);
  });

  it("marks what a snapshot no longer names as gone, and forgets a missed offer", () => {
    const before = run([
      { t: "staff_chat", chat: ACTIVE },
      { t: "staff_chat", chat: { ...OFFER, chat: "c2" } },
    ]);
    const after = reduce(before, { t: "staff_state", me: ME, chats: [] }, 2000);
    expect(after.chats.map((one) => [one.chat, one.gone])).toEqual([["c1", "requeued"]]);
  });

  it("says of a wrap-up that a snapshot no longer names that it is over", () => {
    const before = run([{ t: "staff_chat", chat: { ...ACTIVE, state: "wrap_up" } }]);
    expect(find(reduce(before, { t: "staff_state", me: ME, chats: [] }, 2000), "c1")?.gone).toBe("closed");
  });

  it.each(["closed", "lost"] as const)("tells a supervisor no wrap-up and no loss, when %s", (why) => {
    const beside = run([{ t: "staff_chat", chat: { ...ACTIVE, role: "supervisor" } }]);
    expect(find(reduce(beside, { t: "staff_chat_gone", chat: "c1", why }, 2000), "c1")?.gone).toBe("parted");
    expect(find(reduce(beside, { t: "staff_state", me: ME, chats: [] }, 2000), "c1")?.gone).toBe("parted");
  });

  it("keeps presence over a change of the chat", () => {
    const desk = run([
      { t: "staff_chat", chat: ACTIVE },
      { t: "presence", chat: "c1", who: "teen", online: true },
      { t: "staff_chat", chat: { ...ACTIVE, fence: 2 } },
    ]);
    expect(find(desk, "c1")).toMatchObject({ online: { teen: true }, fence: 2 });
  });

  it("believes nobody to be there whom a line that is lost knew: each log says it anew", () => {
    const desk = run([
      { t: "staff_chat", chat: ACTIVE },
      { t: "presence", chat: "c1", who: "teen", online: true },
      { t: "staff_state", me: ME, chats: [ACTIVE] },
    ]);
    expect(find(desk, "c1")?.online).toEqual({});
  });

  it("asks once per chat, and stops asking when the supervisor is in", () => {
    const asked = run([
      { t: "invited", chat: "c1", by: "Bram" },
      { t: "invited", chat: "c1", by: "Bram" },
    ]);
    expect(asked.invitations).toHaveLength(1);
    expect(reduce(asked, { t: "staff_chat", chat: ACTIVE }, 1).invitations).toHaveLength(0);
  });

  it("ignores word of a chat it never had", () => {
    expect(run([{ t: "staff_chat_gone", chat: "x", why: "taken" }])).toEqual(EMPTY);
  });
});

// A command is answered once, keeps its id over a reconnect, and never hangs after the end.

import { expect, it, vi } from "vitest";
import { Commands, Refused } from "./commands";

function made() {
  const sent: { id: string; t: string }[] = [];
  return { sent, commands: new Commands((frame) => sent.push(frame)) };
}

it("repeats the same id after a reconnect", async () => {
  const { sent, commands } = made();
  const issued = commands.issue({ t: "set_status", status: "away" });
  commands.resend();
  expect(sent).toHaveLength(2);
  expect(sent[0]?.id).toBe(sent[1]?.id);
  commands.settle({ t: "ok", id: sent[0]?.id ?? "" });
  await issued;
  commands.resend();
  expect(sent).toHaveLength(2);
});

it.each(["performance", "Date"] as const)(
  "does not repeat what the desk may have forgotten, by %s",
  async (clock) => {
    vi.useFakeTimers({ now: 0, toFake: [clock] });
    const { sent, commands } = made();
    const closed = commands.issue({ t: "set_service", mode: "closed" });
    vi.advanceTimersByTime(50_000);
    const opened = commands.issue({ t: "set_service", mode: "open" });
    vi.advanceTimersByTime(50_000);
    commands.resend();
    expect(sent.map(({ id }) => id)).toEqual([sent[0]?.id, sent[1]?.id, sent[1]?.id]);
    await expect(closed).rejects.toMatchObject({ code: "unavailable", retry: true });
    commands.settle({ t: "ok", id: sent[1]?.id ?? "" });
    await opened;
    vi.useRealTimers();
  },
);

it("rejects with the server's code", async () => {
  const { sent, commands } = made();
  const issued = commands.issue({ t: "decline", chat: "c", fence: 1 });
  commands.settle({ t: "error", code: "stale_fence", ref: sent[0]?.id ?? "" });
  await expect(issued).rejects.toMatchObject({ code: "stale_fence" });
});

it("leaves errors about other things to others", () => {
  const { commands } = made();
  expect(commands.settle({ t: "error", code: "gap", ref: "cid" })).toBe(false);
});

it("fails what waits when the connection ends for good", async () => {
  const { commands } = made();
  const issued = commands.issue({ t: "breather", minutes: 5 });
  commands.abandon("signed_out");
  await expect(issued).rejects.toBeInstanceOf(Refused);
});

it("takes an answer once, of whatever kind, and only for what was asked", async () => {
  const { sent, commands } = made();
  const traced = commands.issue({ t: "trace", chat: "c" } as never);
  expect(commands.settle({ t: "trace", id: sent[0]?.id ?? "", steps: [] } as never)).toBe(true);
  await traced;
  expect(commands.settle({ t: "ok", id: sent[0]?.id ?? "" })).toBe(false);
  expect(commands.settle({ t: "ping" })).toBe(false);
  expect(commands.settle({ t: "error", code: "gap" })).toBe(false);
});

it("says whether trying again may help", async () => {
  const { sent, commands } = made();
  const first = commands.issue({ t: "breather", minutes: 5 });
  commands.settle({ t: "error", code: "unavailable", ref: sent[0]?.id ?? "", retry: true });
  await expect(first).rejects.toMatchObject({ code: "unavailable", message: "unavailable", retry: true });
  const second = commands.issue({ t: "breather", minutes: 5 });
  commands.settle({ t: "error", code: "bad_value", ref: sent[1]?.id ?? "" });
  await expect(second).rejects.toMatchObject({ retry: false });
  const third = commands.issue({ t: "breather", minutes: 5 });
  commands.abandon("signed_out");
  await expect(third).rejects.toMatchObject({ code: "signed_out", retry: false });
  commands.resend();
  expect(sent).toHaveLength(3);
});

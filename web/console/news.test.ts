// @vitest-environment happy-dom
// What is heard: each asking for help, and each first message that nobody looked at.
import { beforeEach, expect, it, vi } from "vitest";
import type { Invited } from "../shared/protocol";
import { EMPTY } from "./state/model";
import { looking } from "./store";

const heard = vi.hoisted(() => vi.fn());
vi.mock("./alert", () => ({ call: heard }));
const { announce, overheard } = await import("./news");

beforeEach(() => heard.mockClear());

it("rings for a colleague who asks once more for the same chat", () => {
  const asked = (): Invited => ({ t: "invited", chat: "a", by: "An" });
  const [once, again] = [asked(), asked()].map((one) => ({ ...EMPTY, invitations: [one] }));
  if (!once || !again) throw new Error("none");
  announce(EMPTY, once);
  announce(once, once);
  expect(heard.mock.calls).toEqual([["invited"]]);
  announce(once, again);
  announce(again, EMPTY);
  expect(heard.mock.calls).toEqual([["invited"], ["invited"]]);
  const reminded = { ...EMPTY, invitations: [{ ...asked(), again: true }] };
  announce(again, reminded);
  expect(heard.mock.calls).toHaveLength(2);
  announce(EMPTY, reminded);
  expect(heard.mock.calls).toHaveLength(3);
});

it("sounds for the first message after somebody looked away, and once for many", () => {
  const at = vi.spyOn(performance, "now");
  const comes = (ms: number, looked = false): number => {
    at.mockReturnValue(ms);
    looking.value = looked;
    overheard();
    return heard.mock.calls.length;
  };
  expect([comes(1_000), comes(10_000, true), comes(12_000), comes(14_000), comes(19_000)]).toEqual([
    1, 1, 2, 2, 3,
  ]);
  at.mockRestore();
});

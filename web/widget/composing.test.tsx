// @vitest-environment happy-dom
// Writing as a teen: what is stopped before it leaves, and what goes its way.
import { signal } from "@preact/signals-core";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { drawn, type Shown, show, soon } from "../shared/testing";
import type { Conversation } from "./conversation";
import * as later from "./later";
import * as store from "./store";
import { Composer } from "./view/composer";

let shown: Shown;
let say: ReturnType<typeof vi.fn>;

beforeEach(async () => {
  say = vi.fn();
  const talk = { say, typed: vi.fn(), untyped: vi.fn(), lines: signal([]) } as unknown as Conversation;
  store.draft.value = "";
  later.fetchLater();
  await soon(() => expect(later.stop.value).not.toBeNull());
  shown = await show(() => <Composer talk={talk} />);
});
afterEach(() => shown.close());

const box = () => shown.all("textarea")[0] as HTMLTextAreaElement;
async function write(text: string): Promise<void> {
  box().value = text;
  box().dispatchEvent(new Event("input", { bubbles: true }));
  await drawn();
  shown.all("form")[0]?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  await drawn();
}

it("asks before a number leaves, keeps it to be changed, and then sends what is left", async () => {
  await write("call me on 0471 23 45 67 please");
  expect(say).not.toHaveBeenCalled();
  expect(shown.all("[data-test=stop] q").map((one) => one.textContent)).toEqual(["0471 23 45 67"]);
  expect(document.activeElement?.id).toBe("stop");
  shown.press("change");
  await drawn();
  expect([box().value, shown.all("[data-test=stop]").length]).toEqual(["call me on 0471 23 45 67 please", 0]);
  expect(box().value.slice(box().selectionStart, box().selectionEnd)).toBe("0471 23 45 67");
  await write("call me");
  expect(say).toHaveBeenCalledWith("call me");
});

it("sends it all the same at one tap, and asks again the next time", async () => {
  await write("I'm at 12 High Street, Amy Jones");
  shown.press("anyway");
  expect(say).toHaveBeenCalledWith("I'm at 12 High Street, Amy Jones");
  expect(store.draft.value).toBe("");
  await write("I'm at 12 High Street");
  expect([say.mock.calls.length, shown.all("[data-test=stop]").length]).toEqual([1, 1]);
});

it("goes on without the question where that part did not come", async () => {
  later.stop.value = null;
  await write("0471 23 45 67");
  expect(say).toHaveBeenCalledWith("0471 23 45 67");
});

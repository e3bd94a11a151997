// @vitest-environment happy-dom
// Beside the words of a chat: what is stopped before it leaves, answers to tap, emoji, files, and a silence.
import { signal } from "@preact/signals-core";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { drawn, type Shown, show, soon } from "../shared/testing";
import type { Said } from "../shared/transcript/model";
import type { QuietShown } from "./chat-clock";
import type { Conversation } from "./conversation";
import * as later from "./later";
import { refuseFiles, tried } from "./no-files";
import * as store from "./store";
import { Chat } from "./view/chat";

let shown: Shown;
const say = vi.fn();
const here = vi.fn();
const think = vi.fn();
const quiet = signal<QuietShown>({ why: "", minutes: 0, timesLeft: 2 });
const lines = signal<Said[]>([]);

const said = (key: string, mine: boolean, payload: Said["payload"]): Said => ({
  ...{ kind: "said", key, who: mine ? "teen" : "counsellor", mine, fence: 1, payload, delivery: "" },
});

beforeEach(async () => {
  vi.clearAllMocks();
  quiet.value = { why: "", minutes: 0, timesLeft: 2 };
  lines.value = [];
  store.draft.value = "";
  const talk = {
    ...{ say, typed: vi.fn(), untyped: vi.fn(), lines, unsent: signal(false), link: signal("open") },
    ...{ state: signal({ state: "active", language: "nl" }), leaving: signal(false), typing: signal(false) },
    ...{ counsellor: signal(undefined), supervisor: signal(undefined), counsellorOnline: signal(true) },
    ...{ asksConsent: signal(false), clock: { quiet, here, think } },
  } as unknown as Conversation;
  later.fetchLater();
  await soon(() => expect([later.stop.value, later.emoji.value]).not.toContain(null));
  shown = await show(() => <Chat talk={talk} />);
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

it("sends what stands in the box, though an extension corrected it and told nobody", async () => {
  box().value = "i am scarred";
  box().dispatchEvent(new Event("input", { bubbles: true }));
  await drawn();
  const submit = (text: string) => {
    box().value = text;
    shown.all("form")[0]?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
    return drawn();
  };
  await submit("call me on 0471 23 45 67");
  expect(say).not.toHaveBeenCalled();
  await submit("I am scared");
  expect(say.mock.calls).toEqual([["I am scared"]]);
});

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

it("offers answers until the teen has written, and says the one that is tapped", async () => {
  const asked = said("q", false, { text: "Are you safe now?", answers: ["Yes", "No", "I don't know"] });
  lines.value = [said("a", true, { text: "hi" }), asked];
  await drawn();
  const offered = () => shown.all("[data-test=answers] button").map((one) => one.textContent);
  expect(offered()).toEqual(["Yes", "No", "I don't know"]);
  shown.press("I don't know");
  expect(say).toHaveBeenCalledWith("I don't know");
  lines.value = [...lines.value, said("b", false, { text: "No hurry." })];
  await drawn();
  expect(offered()).toHaveLength(3);
  lines.value = [...lines.value, said("c", true, { text: "Yes" })];
  await drawn();
  expect(offered()).toEqual([]);
});

it("puts an emoji where the caret stands, and walks them by the arrow keys", async () => {
  box().value = "hi  you";
  box().dispatchEvent(new Event("input", { bubbles: true }));
  box().setSelectionRange(3, 3);
  shown.all("[data-test=choose-emoji]")[0]?.click();
  await drawn();
  const bar = shown.all("[data-test=emoji]")[0];
  const press = (key: string) => bar?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  press("ArrowDown");
  await drawn();
  expect(document.activeElement?.getAttribute("aria-label")).toBe("crying");
  press("ArrowLeft");
  await drawn();
  expect(document.activeElement?.getAttribute("aria-label")).toBe("tear");
  (document.activeElement as HTMLElement).click();
  expect(store.draft.value).toBe("hi 😢 you");
  await drawn();
  expect(shown.all("[data-test=emoji]")).toHaveLength(0);
});

/** As far as it is looked at; anything else of it would throw. */
function carrying(kind: "drop" | "paste", ...types: string[]): Event {
  const event = new Event(kind, { bubbles: true, cancelable: true });
  return Object.assign(event, { [kind === "drop" ? "dataTransfer" : "clipboardData"]: { types } });
}

it("refuses a picture unread, says why, and shows who can be told of it", async () => {
  const stop = refuseFiles();
  const card = (id: string, topic: string, kind: string) => ({
    ...{
      id,
      topic,
      kind,
      language: "en",
      title: `Hotline ${id}`,
      text: "",
      url: "https://example.org/",
      phone: "",
    },
    shown: [],
  });
  store.profile.value = { nickname: "", topic: "sexting", age: "" };
  store.resources.value = [
    card("1", "", "hand_off"),
    card("2", "sexting", "hand_off"),
    card("3", "", "link"),
  ];
  const words = carrying("paste", "text/plain", "Files");
  document.dispatchEvent(words);
  expect([words.defaultPrevented, tried.value]).toEqual([false, false]);
  // the name or the address of a file may come with it as words
  const dropped = carrying("drop", "text/plain", "Files");
  document.dispatchEvent(dropped);
  await drawn();
  expect(dropped.defaultPrevented).toBe(true);
  expect(shown.all("[data-test=no-files] h3").map((one) => one.textContent)).toEqual([
    "Hotline 2",
    "Hotline 1",
  ]);
  shown.press("Okay");
  await drawn();
  expect(shown.all("[data-test=no-files]")).toHaveLength(0);
  document.dispatchEvent(carrying("paste", "Files"));
  expect(tried.value).toBe(true);
  tried.value = false;
  const box = document.createElement("textarea");
  document.body.append(box);
  const [beside, inside] = [
    carrying("drop", "text/uri-list"),
    carrying("drop", "text/uri-list", "text/plain"),
  ];
  document.body.dispatchEvent(beside);
  box.dispatchEvent(inside);
  expect([beside.defaultPrevented, inside.defaultPrevented, tried.value]).toEqual([true, false, false]);
  box.remove();
  stop();
  const after = carrying("drop", "Files");
  document.dispatchEvent(after);
  expect([after.defaultPrevented, tried.value]).toEqual([false, false]);
});

it("asks who says nothing, and lets them say that they are there or need time", async () => {
  quiet.value = { why: "asked", minutes: 5, timesLeft: 1 };
  await drawn();
  expect(shown.text()).toContain("the chat stops in 5 minutes");
  quiet.value = { why: "asked", minutes: 1, timesLeft: 1 };
  await drawn();
  expect(shown.text()).toContain("the chat stops in 5 minutes"); // read out once
  expect(shown.text()).toContain("1 minute left");
  shown.press("still here");
  expect(here).toHaveBeenCalledOnce();
  shown.all("[data-test=asked] [data-test=think]")[0]?.click();
  expect(think).toHaveBeenCalledOnce();
});

it("says that time was given, and offers it no more when it was given twice", async () => {
  quiet.value = { why: "thinking", minutes: 15, timesLeft: 0 };
  await drawn();
  expect([shown.all("[data-test=thinking]").length, shown.all("[data-test=think]").length]).toEqual([1, 0]);
  shown.press("back");
  expect(here).toHaveBeenCalledOnce();
  quiet.value = { why: "", minutes: 0, timesLeft: 0 };
  await drawn();
  expect(shown.all("[data-test=think]")).toHaveLength(0);
});

it.each(["\u200b", " \u2060\ufeff ", "\u00ad\u200d"])(
  "sends nothing of which nothing would be seen: %j",
  async (text) => {
    await write(text);
    expect(say).not.toHaveBeenCalled();
  },
);

it("sends what is seen", async () => {
  await write(" one\u2028two\u200b ");
  expect(say.mock.calls).toEqual([["one\ntwo"]]);
});

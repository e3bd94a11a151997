// @vitest-environment happy-dom
// While somebody waits: first steps, breathing, how they feel, and what is said of their place.
import { signal } from "@preact/signals-core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Availability, Card } from "../shared/http";
import { LANGUAGES, t, wordsFor } from "../shared/i18n";
import type { TeenState } from "../shared/protocol";
import { drawn, type Shown, server, show } from "../shared/testing";
import type { Conversation } from "./conversation";
import { buzzes } from "./discreet";
import { back, offSince } from "./place";
import { forgetChat, load } from "./storage";
import * as store from "./store";
import { aidsFor } from "./topics";
import { FirstAid } from "./view/first-aid";
import { Waiting } from "./view/waiting";

const STATE: TeenState = {
  ...{ t: "teen_state", chat: "c", state: "waiting", fence: 0, language: "en", ticket: "k" },
  kept_ms: 180_000,
};
const card = (topic: string): Card => ({
  ...{
    id: topic,
    topic,
    kind: "advice",
    language: "en",
    title: `About ${topic}`,
    text: "",
    url: "",
    phone: "",
  },
  shown: ["waiting"],
});

const talk = {
  lines: signal([]),
  state: signal<TeenState | null>(STATE),
  position: signal(null),
  link: signal("open"),
  leaving: signal(false),
  credentials: { chat: "c", token: "t", ticket: "k" },
  leave: vi.fn(),
  retry: vi.fn(),
};
const DESK = {
  phones: [{ number: "116 000", words: { en: "Talk to us" }, who: ["everyone", "adults"] }],
} as unknown as Availability;
const View = () => <Waiting talk={talk as unknown as Conversation} />;

let shown: Shown | null = null;
const on = async (language: Parameters<typeof show>[1] = "en") => {
  shown = await show(View, language);
  return shown;
};
const part = (all: Shown["all"], name: string): HTMLElement | undefined => all(`[data-test="${name}"]`)[0];

beforeEach(() => {
  server({});
  store.talk.value = talk as unknown as Conversation;
  store.resources.value = [card("sexting"), card("gaming")];
  store.profile.value = { nickname: "", topic: "sexting", age: "" };
  talk.state.value = STATE;
  store.availability.value = null;
  back.value = "";
  offSince.value = 0;
});
afterEach(() => {
  shown?.close();
  forgetChat();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it("is not left by the second press on the button that asks", async () => {
  const { all } = await on();
  part(all, "leave")?.click();
  await drawn();
  const press = (detail: number) =>
    part(all, "leave-yes")?.dispatchEvent(new MouseEvent("click", { detail, bubbles: true }));
  press(2);
  await drawn();
  expect([part(all, "leave-yes") !== undefined, store.stopping.value]).toEqual([true, false]);
  press(1);
  await vi.waitFor(() => expect(talk.leave).toHaveBeenCalledOnce());
  talk.leave.mockClear();
  store.stopping.value = false;
});

describe("first steps", () => {
  it("go one by one, back too, and begin again after the last", async () => {
    const { all } = await on();
    const words = () => part(all, "aid-step")?.textContent;
    expect(words()).toBe(t("widget.aid.sexting.1"));
    part(all, "aid-back")?.click();
    await drawn();
    expect(words()).toBe(t("widget.aid.sexting.1"));
    for (let step = 2; step <= 6; step += 1) {
      part(all, "aid-next")?.click();
      await drawn();
    }
    expect(words()).toBe(t("widget.aid.sexting.6"));
    part(all, "aid-back")?.click();
    await drawn();
    expect(words()).toBe(t("widget.aid.sexting.5"));
    part(all, "aid-next")?.click();
    part(all, "aid-next")?.click();
    await drawn();
    part(all, "aid-next")?.click();
    await drawn();
    expect(words()).toBe(t("widget.aid.sexting.1"));
  });

  it("have the desk's cards of what they are about, and change with it", async () => {
    const { all, text } = await on();
    expect([text().includes("About sexting"), text().includes("About gaming")]).toEqual([true, false]);
    part(all, "aid-general")?.click();
    await drawn();
    expect(part(all, "aid-step")?.textContent).toBe(t("widget.aid.general.1"));
    expect(text()).not.toContain("About sexting");
    expect(document.activeElement?.textContent).toBe(t("widget.aid.name.general"));
  });

  it.each(LANGUAGES)("have short sentences in %s, all nine of them", async (language) => {
    const aids = ["lt12", "adult", ""].flatMap((age) => aidsFor(age).map((aid) => [age, aid] as const));
    const own = aids.filter(([age, aid]) => !age || aid === aidsFor(age)[0]);
    const { all } = await on(language);
    for (const [age, aid] of own) {
      store.profile.value = { nickname: "", topic: "", age: age as "" };
      await drawn();
      part(all, `aid-${aid}`)?.click();
      await drawn();
      expect(all("#aid + h3")[0]?.textContent).toBe(wordsFor("widget.aid.name", aid));
      for (let step = 1; step <= 6; step += 1) {
        const words = part(all, "aid-step")?.textContent ?? "";
        expect(words).not.toContain("widget.");
        for (const sentence of words.split(/(?<=[.?!])\s+(?=\p{Lu})/u))
          expect(sentence.split(/\s+/).length, sentence).toBeLessThanOrEqual(15);
        part(all, "aid-next")?.click();
        await drawn();
      }
    }
  });
});

it.each(["", "gaming", "sexting"] as const)(
  "when nobody is here for %s, offers what it can be about",
  async (topic) => {
    store.profile.value = { nickname: "", topic, age: "" };
    shown = await show(() => <FirstAid when="closed" />);
    const { all, text } = shown;
    expect(part(all, "aid-step") !== undefined).toBe(topic === "sexting");
    expect(part(all, "aid-general")).toBeUndefined();
    part(all, "aid-urgent")?.click();
    await drawn();
    expect(part(all, "aid-step")?.textContent).toBe(t("widget.aid.urgent.1"));
    expect(text()).toContain(t("widget.breathe.how"));
  },
);

it("breathes with them, stops when asked, and says when it is done", async () => {
  const { all, text } = await on();
  expect([all(".breath").length, text().includes(t("widget.breathe.how"))]).toEqual([0, true]);
  part(all, "breathe")?.click();
  await drawn();
  expect(all(".breath")).toHaveLength(1);
  part(all, "breathe")?.click();
  await drawn();
  expect(all(".breath")).toHaveLength(0);
  part(all, "breathe")?.click();
  await drawn();
  all(".circle")[0]?.dispatchEvent(new Event("animationend", { bubbles: true }));
  await drawn();
  expect([all(".breath").length, text().includes(t("widget.breathe.done"))]).toEqual([0, true]);
});

describe("a place", () => {
  it("is said to be kept, and for how long, only when the desk has said so", async () => {
    const { text } = await on();
    expect(text()).toContain(t("widget.keep.how", { count: 3 }));
    talk.state.value = { ...STATE, kept_ms: 0 };
    await drawn();
    expect(text()).not.toContain("stays yours");
  });

  it("runs out in the open while the line is gone", async () => {
    offSince.value = Date.now() - 65_000;
    const { text } = await on();
    expect(text()).toContain(t("widget.keep.away", { count: 2 }));
    offSince.value = Date.now() - 181_000;
    await drawn();
    shown?.close();
    expect((await on()).text()).toContain(t("widget.keep.late"));
  });

  it("was kept: said to who comes back, in a live region", async () => {
    const { all } = await on();
    back.value = "kept";
    await drawn();
    expect(part(all, "kept")?.closest('[role="status"]')).not.toBeNull();
  });

  it("is asked about after long; yes takes the question away, no gives the place up", async () => {
    const { all } = await on();
    back.value = "still";
    await drawn();
    part(all, "still-yes")?.click();
    await drawn();
    expect([part(all, "still"), talk.leave.mock.calls.length]).toEqual([undefined, 0]);
    back.value = "still";
    await drawn();
    part(all, "still-no")?.click();
    await vi.waitFor(() => expect(talk.leave).toHaveBeenCalledOnce());
    expect(back.value).toBe("");
    store.stopping.value = false;
  });
});

it("keeps how they feel for this page alone", async () => {
  const { all } = await on();
  (part(all, "feel-1") as HTMLInputElement).click();
  await drawn();
  expect([store.profile.value.feels, load().profile?.feels]).toEqual([1, 1]);
});

it("offers to buzz where the device can, and remembers the choice", async () => {
  const { all } = await on();
  expect(part(all, "buzz")).toBeUndefined();
  shown?.close();
  vi.stubGlobal("navigator", { ...navigator, vibrate: () => true });
  const again = await on();
  (part(again.all, "buzz") as HTMLInputElement).click();
  await drawn();
  expect([buzzes.value, load().buzzes]).toEqual([true, true]);
  buzzes.value = false;
});

it.each([
  ["lt12", "widget.child"],
  ["adult", "widget.adult"],
] as const)("has words and a phone first for %s", async (age, words) => {
  store.profile.value = { nickname: "", topic: "", age };
  store.availability.value = DESK;
  const { all, text } = await on();
  expect(text()).toContain(t(words));
  const calls = all("a.call");
  expect(part(all, `way-${age}`)?.contains(calls[0] ?? null)).toBe(true);
});

// @vitest-environment happy-dom
// Going on at another device: the words and what is said of them, the field on the welcome screen, and leaving without an end.
import { signal } from "@preact/signals-core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { t } from "../shared/i18n";
import type { ReturnCode } from "../shared/protocol";
import { drawn, type Shown, server, show } from "../shared/testing";
import type { Conversation } from "./conversation";
import { asksElsewhere } from "./elsewhere";
import { provideCourse } from "./parts";
import * as store from "./store";
import { AskElsewhere, Elsewhere } from "./view/elsewhere";
import { Ended } from "./view/ended";
import { HaveCode } from "./view/have-code";

const WORDS = ["tofi", "radu", "mina", "fetu"];
const CODE: ReturnCode = { t: "return_code", chat: "c", words: WORDS, left_ms: 900_000 };
const talk = {
  code: signal<ReturnCode | null>(null),
  link: signal("open"),
  askCode: vi.fn(),
  quit: vi.fn(),
  credentials: { chat: "c", token: "t", ticket: "k" },
};
const Panel = () => <Elsewhere talk={talk as unknown as Conversation} />;

let shown: Shown | null = null;
const on = async (View: Parameters<typeof show>[0], language: Parameters<typeof show>[1] = "en") => {
  shown = await show(View, language);
  return shown;
};
const part = (name: string) => shown?.all(`[data-test="${name}"]`)[0];

beforeEach(() => {
  server({});
  talk.code.value = null;
  talk.link.value = "open";
  talk.askCode.mockClear();
  store.talk.value = talk as unknown as Conversation;
  asksElsewhere.value = false;
});
afterEach(() => {
  shown?.close();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

it("is not asked for by the second press on what stood there before", async () => {
  await on(AskElsewhere);
  const press = (detail: number) =>
    part("elsewhere")?.dispatchEvent(new MouseEvent("click", { detail, bubbles: true }));
  press(2);
  expect(asksElsewhere.value).toBe(false);
  press(1);
  expect(asksElsewhere.value).toBe(true);
});

describe("the words", () => {
  it("are asked for once the panel is open and there is a connection, and shown with what they are worth", async () => {
    talk.link.value = "waiting";
    const { text } = await on(Panel);
    expect(talk.askCode).not.toHaveBeenCalled();
    expect(text()).toContain(t("widget.elsewhere.wait"));
    talk.link.value = "open";
    await drawn();
    expect(talk.askCode).toHaveBeenCalledOnce();
    talk.code.value = CODE;
    await drawn();
    expect(part("code")?.textContent).toBe(WORDS.join(" "));
    expect(text()).toContain("once, for 15 minutes");
    expect(text()).toContain(t("widget.elsewhere.past"));
  });

  it("are not shown as good when their time is over", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"], shouldAdvanceTime: true });
    talk.code.value = CODE;
    const { text } = await on(Panel);
    await vi.advanceTimersByTimeAsync(900_001);
    await drawn();
    expect([part("code"), text().includes(t("widget.elsewhere.over"))]).toEqual([undefined, true]);
    part("elsewhere-new")?.click();
    expect(talk.askCode).toHaveBeenCalledOnce();
  });

  it("can be asked for once more when they do not come", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"], shouldAdvanceTime: true });
    const { text } = await on(Panel);
    await drawn();
    expect([part("elsewhere-new"), talk.askCode.mock.calls.length]).toEqual([undefined, 1]);
    await vi.advanceTimersByTimeAsync(20_000);
    await drawn();
    part("elsewhere-new")?.click();
    expect([text().includes(t("widget.elsewhere.wait")), talk.askCode.mock.calls.length]).toEqual([true, 2]);
    talk.code.value = CODE;
    await drawn();
    expect([part("elsewhere-new"), part("code")?.textContent]).toEqual([undefined, WORDS.join(" ")]);
  });

  it("stay when the panel closes, by button and by Escape", async () => {
    talk.code.value = CODE;
    await on(Panel);
    asksElsewhere.value = true;
    part("elsewhere-close")?.click();
    expect(asksElsewhere.value).toBe(false);
    asksElsewhere.value = true;
    const key = new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true });
    part("elsewhere-close")?.dispatchEvent(key);
    expect([asksElsewhere.value, key.defaultPrevented]).toEqual([false, true]);
  });

  it("are opened by a button, which stops nothing", async () => {
    store.asksLeave.value = true;
    await on(AskElsewhere, "nl");
    part("elsewhere")?.click();
    expect([asksElsewhere.value, store.asksLeave.value, talk.askCode.mock.calls]).toEqual([true, false, []]);
  });
});

describe("the field on the welcome screen", () => {
  const comeBack = vi.fn(async (_: string) => "");

  async function type(words: string, send: () => void): Promise<void> {
    const field = part("code") as HTMLInputElement;
    field.value = words;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await drawn();
    send();
    await drawn();
  }

  beforeEach(() => {
    comeBack.mockReset();
    provideCourse(async () => ({ join: async () => undefined, resume: async () => undefined, comeBack }));
  });

  it("begins no chat by Enter in the form around it, and asks with what was typed", async () => {
    comeBack.mockResolvedValue("");
    await on(HaveCode);
    const enter = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true });
    await type("Tofi radu", () => part("code")?.dispatchEvent(enter));
    expect([enter.defaultPrevented, comeBack.mock.calls]).toEqual([true, [["Tofi radu"]]]);
  });

  it.each([
    ["gone", "widget.have.why.gone"],
    ["too_many", "widget.have.why.too_many"],
    ["offline", "widget.have.why.offline"],
    ["unavailable", "widget.have.why.other"],
  ] as const)("says why it did not work: %s", async (code, words) => {
    comeBack.mockResolvedValue(code);
    const { text } = await on(HaveCode, "fr");
    await type("x", () => part("code-go")?.click());
    expect(text()).toContain(t(words));
    expect(part("code")?.getAttribute("aria-invalid")).toBe("true");
  });

  it("asks nothing with nothing", async () => {
    await on(HaveCode);
    await type("  ", () => part("code-go")?.click());
    expect(comeBack).not.toHaveBeenCalled();
  });
});

it("shows at the old device that it goes on, with numbers and without a survey or a receipt", async () => {
  store.reason.value = "moved";
  store.talk.value = null;
  const { text, all } = await on(Ended, "de");
  expect(text()).toContain(t("widget.ended.moved.title"));
  expect(all("fieldset, details").length).toBe(0);
});

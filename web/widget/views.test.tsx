// @vitest-environment happy-dom
// The teen's screens: empty, long, failed, and with words that run from right to left.
import { signal } from "@preact/signals-core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Availability, Card } from "../shared/http";
import { t } from "../shared/i18n";
import type { Holder, Position, TeenState } from "../shared/protocol";
import { drawn, enter, HEBREW, LONG, type Shown, server, show } from "../shared/testing";
import type { Line, Said } from "../shared/transcript/model";
import type { Conversation } from "./conversation";
import { shown as seen } from "./host";
import type { Happening } from "./storage";
import * as store from "./store";
import { Before } from "./view/before";
import { Closed } from "./view/closed";
import { Ended } from "./view/ended";
import { Full } from "./view/full";
import { Insecure } from "./view/insecure";
import { Standing } from "./view/standing";
import { Talk } from "./view/talk";
import { Trouble } from "./view/trouble";
import { Welcome } from "./view/welcome";

const DESK: Availability = {
  ...{
    desk: "main",
    zone: "Europe/Brussels",
    service: "open",
    opens_at: null,
    languages: ["nl", "en"],
    served: ["en"],
    low_s: 60,
  },
  ...{ high_s: 300, topics: [], name: {}, forum: "", exit_url: "", cards: [], now: "open" },
  phones: [{ number: "116 000", words: { en: "Talk to us", fr: "Parle-nous" }, who: ["everyone", "adults"] }],
};
const STATE: TeenState = {
  ...{ t: "teen_state", chat: "c", state: "waiting", fence: 0, language: "en", ticket: "k" },
};
const card = (change: Partial<Card>): Card => ({
  ...{ id: "1", topic: "", kind: "link", language: "en", title: "Card", text: "Help", url: "", phone: "" },
  shown: ["waiting", "closed"],
  ...change,
});
const said = (key: string, change: Partial<Said> = {}): Said => ({
  ...{ kind: "said", key, who: "teen", mine: true, fence: 1, payload: { text: key }, delivery: "sent" },
  ...change,
});
const joined = (name: string, at = 0): Line<Happening> => ({
  ...{ kind: "told", key: `told.${name}`, what: { after: at, code: "joined", name } },
});

/** A conversation as far as the screens look at it. */
function talkWith(
  lines: Line<Happening>[],
  state: Partial<TeenState> = {},
  position: Position | null = null,
) {
  const talk = {
    lines: signal(lines),
    state: signal<TeenState | null>({ ...STATE, ...state }),
    position: signal(position),
    link: signal("open"),
    leaving: signal(false),
    typing: signal(false),
    unsent: signal(false),
    counsellor: signal(state.holders?.[0]),
    supervisor: signal<Holder | undefined>(undefined),
    counsellorOnline: signal(true),
    asksConsent: signal(false),
    clock: { quiet: signal({ why: "", minutes: 0, timesLeft: 2 }), here: vi.fn(), think: vi.fn() },
    sayAgain: vi.fn(),
    say: vi.fn(),
    typed: vi.fn(),
    untyped: vi.fn(),
    retry: vi.fn(),
    destroy: vi.fn(),
  };
  store.talk.value = talk as unknown as Conversation;
  return talk;
}
const chatting = (name: string): Partial<TeenState> => ({
  ...{ state: "active", fence: 1, holders: [{ who: "counsellor", name }] },
});

/** As on the first screen, which draws anew when the desk is known better. */
const Welcomed = () => <Before key={store.availability.value?.topics.length} />;

let shown: Shown | null = null;
const on = async (View: Parameters<typeof show>[0], language: Parameters<typeof show>[1] = "en") => {
  shown = await show(View, language);
  return shown;
};

beforeEach(() => {
  server({});
  store.availability.value = DESK;
  store.resources.value = [];
  store.profile.value = { nickname: "", topic: "", age: "" };
  store.reason.value = "";
  store.receipt.value = null;
  store.talk.value = null;
  store.draft.value = "";
  store.asksLeave.value = false;
  store.stopping.value = false;
});
afterEach(() => {
  shown?.close();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  seen.value = true;
});

describe("writing", () => {
  it.each([
    ["while an input method composes", { isComposing: true }, 0],
    ["when it tells so late, after its end", { keyCode: 229 }, 0],
    ["by itself", {}, 1],
  ])("Enter %s", async (_, init, times) => {
    vi.stubGlobal("matchMedia", () => ({ matches: true }));
    const talk = talkWith([], chatting("An"));
    store.draft.value = "にほん";
    const { all } = await on(Talk);
    all("textarea")[0]?.dispatchEvent(enter(init));
    expect(talk.say).toHaveBeenCalledTimes(times);
  });
});

describe("welcome", () => {
  it("stands without the questions, which may be late, and can begin", async () => {
    const { all, text } = await on(Welcome);
    expect(all('[data-test="start"]')).toHaveLength(1);
    expect(text()).toContain(t("widget.wait.within", { high: 5 }));
    expect(all('[data-test="nickname"]')).toHaveLength(0);
  });

  it("says when nobody speaks the language, and when nobody is there at all", async () => {
    store.availability.value = { ...DESK, served: ["nl"] };
    const { all, text } = await on(Standing);
    expect(all("button[lang=nl]")).toHaveLength(1);
    store.availability.value = { ...DESK, served: [] };
    await drawn();
    expect([all("button[lang=nl]").length, text()]).toEqual([
      0,
      `${t("widget.unserved.nobody")}${t("widget.unserved.nobody.text")}${t("widget.phones")}116 000Talk to us`,
    ]);
  });

  it("says that it is busy, how long it may take, and whom one can call", async () => {
    store.availability.value = { ...DESK, now: "busy", low_s: 1_200, high_s: 1_800 };
    const { all, text } = await on(Standing);
    expect(text()).toContain(t("widget.busy"));
    expect(text()).toContain(t("widget.wait.range", { low: 20, high: 30 }));
    expect(all('a[href="tel:116000"]')).toHaveLength(1);
  });

  it("says when it closes soon, by the desk's clock", async () => {
    const change = { now: "closing_soon", closes_at: "2026-12-01T14:00:00Z", zone: "Asia/Tokyo" } as const;
    store.availability.value = { ...DESK, ...change, served: ["nl"] };
    const { all, text } = await on(Standing, "nl");
    expect(text()).toContain("We sluiten om 23:00 GMT+9.");
    expect(text()).toContain(t("widget.soon.text"));
    expect(all('a[href="tel:116000"]')).toHaveLength(0); // this number has no words in Dutch
  });

  it.each(["busy", "closing_soon"] as const)("does not say that all is well while %s", async (now) => {
    store.availability.value = { ...DESK, now, closes_at: "2026-12-01T14:00:00Z" };
    const { text } = await on(Welcome);
    expect(text()).not.toContain(t("widget.open"));
  });

  it("names a language as it stands in the sentence", async () => {
    store.availability.value = { ...DESK, served: ["en"] };
    const { text } = await on(Standing, "fr");
    expect(text()).toContain("Personne ne parle français ici maintenant");
  });

  it("offers the desk's own topics, or all of them, in the teen's order", async () => {
    const { all, press } = await on(Welcomed);
    press("Next");
    await drawn();
    const options = () => all('input[name="topic"]').length;
    expect(options()).toBe(16);
    store.availability.value = { ...DESK, topics: ["gaming", "sexting"] };
    await drawn();
    press("Next");
    await drawn();
    expect(options()).toBe(3);
  });
});

describe("house rules", () => {
  it("are the desk's own, in the page's language, or ours, before what is kept", async () => {
    const { all } = await on(Before);
    expect(all('[data-test="rules"] li')).toHaveLength(7);
    store.availability.value = { ...DESK, rules: { en: ["Be kind.", "No pictures."], nl: ["Wees lief."] } };
    await drawn();
    const lines = all('[data-test="rules"] li').map((one) => one.textContent);
    expect([lines.length, ...lines.slice(0, 2)]).toEqual([6, "Be kind.", "No pictures."]);
  });
});

describe("waiting", () => {
  it("says nothing of a place that is not known, and shows what helps meanwhile", async () => {
    talkWith([]);
    const { all } = await on(Talk);
    expect(all(".place p")).toHaveLength(1);
    expect(all('[data-test="aid-step"]')).toHaveLength(1);
    expect(all(".cards li")).toHaveLength(0);
  });

  it("shows the place and the range, and at most four cards", async () => {
    talkWith([], {}, { t: "position", chat: "c", position: 3, low_s: 120, high_s: 300 });
    store.resources.value = Array.from({ length: 30 }, (_, id) => card({ id: `${id}`, title: LONG }));
    const { all, text } = await on(Talk);
    expect(text()).toContain("3");
    expect([all(".place p").length, all(".cards li").length]).toEqual([2, 4]);
  });

  it("asks whether to stop, and takes the focus out of no page that hides it as their turn comes", async () => {
    const talk = talkWith([], chatting("An"));
    const theirs = talk.state.value;
    talk.state.value = STATE;
    store.asksLeave.value = true;
    const { all } = await on(Talk);
    expect(document.activeElement?.id).toBe("leave");
    (document.activeElement as HTMLElement).blur();
    vi.spyOn(document, "hasFocus").mockReturnValue(false);
    seen.value = false;
    talk.state.value = theirs;
    await drawn();
    expect([all("main.chat").length, all("#leave").length]).toEqual([1, 1]);
    expect(document.activeElement).toBe(document.body);
  });

  it("says why somebody waits again, and keeps what was said", async () => {
    talkWith([said("before")], { requeued: "lost" });
    const { all } = await on(Talk);
    expect([all(".note").length, all("details .line").length]).toEqual([1, 1]);
  });
});

describe("the chat", () => {
  it("is empty at first, and can be written in", async () => {
    talkWith([], chatting("An"));
    const { all, text } = await on(Talk);
    expect(text()).toContain("An");
    expect([all(".line").length, all('[data-test="message"]').length]).toEqual([0, 1]);
  });

  it("draws one new line, not a long chat again", async () => {
    const lines = Array.from({ length: 120 }, (_, at) => said(`words ${at}`));
    const talk = talkWith(lines, chatting("An"));
    const { all, root } = await on(Talk);
    expect(all(".line")).toHaveLength(120);
    const touched = new Set<Node>();
    const watch = new MutationObserver((records) => {
      for (const record of records) touched.add(record.target);
    });
    watch.observe(root.querySelector(".lines") as Element, {
      childList: true,
      subtree: true,
      attributes: true,
    });
    talk.lines.value = [...lines, said("one more")];
    await drawn();
    watch.disconnect();
    expect([all(".line").length, touched.size]).toEqual([121, 1]);
  });

  it("draws a long chat in blocks: whatever may be out of sight costs something at each key", async () => {
    talkWith(
      Array.from({ length: 120 }, (_, at) => said(`words ${at}`)),
      chatting("An"),
    );
    const { all } = await on(Talk);
    expect(all(".block").map((block) => block.children.length)).toEqual([50, 50, 20]);
  });

  it("draws no line anew for what comes or goes before it: it would be read out again", async () => {
    const lines = Array.from({ length: 120 }, (_, at) => said(`words ${at}`));
    const talk = talkWith(lines, chatting("An"));
    const { all } = await on(Talk);
    const drawnAnew = async (now: typeof lines): Promise<number> => {
      const before = new Set(all(".line"));
      talk.lines.value = now;
      await drawn();
      expect(all(".line").map((line) => line.querySelector(".bubble")?.textContent)).toEqual(
        now.map(({ payload }) => payload.text),
      );
      return all(".line").filter((line) => !before.has(line)).length;
    };
    expect(await drawnAnew([said("earlier"), ...lines])).toBe(1);
    expect(await drawnAnew(lines)).toBe(0);
    expect(await drawnAnew([...lines.slice(0, 49), said("late"), ...lines.slice(49)])).toBe(1);
    expect(await drawnAnew([...lines.slice(0, 10), ...lines.slice(11)])).toBe(0);
    // said again: it goes from its place to the end
    const [, ...others] = lines;
    expect(await drawnAnew([...others, ...lines.slice(0, 1)])).toBeLessThanOrEqual(2);
  });

  it("offers to send again what failed, and only that", async () => {
    const talk = talkWith([said("there"), said("lost", { delivery: "failed" })], chatting("An"));
    const { all, press } = await on(Talk);
    expect(all(".again")).toHaveLength(1);
    press("Send again");
    expect(talk.sayAgain).toHaveBeenCalledWith("lost");
  });

  it("lets words run their own way, in bubbles and in names", async () => {
    talkWith([said("hi", { payload: { text: HEBREW } })], chatting("נועה"));
    const { all } = await on(Talk, "nl");
    expect(all(".bubble")[0]?.dir).toBe("auto");
    expect(all("h1")[0]?.textContent).toContain("\u2068נועה\u2069");
  });

  it("names the counsellor who said it, also after another has come", async () => {
    const theirs = { who: "counsellor", mine: false, delivery: "" } as const;
    talkWith([joined("An"), said("one", theirs), joined("Bram", 1), said("two", theirs)], chatting("Bram"));
    const { all } = await on(Talk);
    expect(all(".line").map((line) => line.firstElementChild?.textContent)).toEqual(["An: ", "Bram: "]);
  });

  it("begins a sentence with a capital, also where nobody has a name", async () => {
    talkWith([joined("")], chatting(""));
    const { all } = await on(Talk);
    expect(all(".happening")[0]?.textContent).toBe("Your counsellor is here now and listens to you.");
  });

  it.each(["nl", "fr", "de", "en"] as const)("has words in %s for all who come and go", async (language) => {
    const codes = [
      "joined",
      "changed",
      "supervisor",
      "left",
      "supervisor_left",
      "lost",
      "passed_on",
    ] as const;
    const told = codes.map((code): Line<Happening> => {
      const what = { after: 0, code, name: code === "left" ? "" : "Sofie" };
      return { kind: "told", key: code, what };
    });
    talkWith(told, chatting("An")).supervisor.value = { who: "supervisor", name: "Sofie" };
    const { all, text } = await on(Talk, language);
    const words = all(".happening").map((one) => one.textContent ?? "");
    expect([new Set(words).size, words.filter((one) => one.includes("Sofie")).length]).toEqual([7, 6]);
    expect(all(".top .presence").map((one) => one.textContent?.includes("Sofie"))).toEqual([false, true]);
    expect(text()).not.toMatch(/widget\.|\{\{/);
  });

  it("takes the composer away at once when the teen stops", async () => {
    talkWith([], chatting("An"));
    const { all } = await on(Talk);
    store.stopping.value = true;
    await drawn();
    expect(all('[data-test="message"]')).toHaveLength(0);
  });

  it("shows words that cannot be read, and a card that is not known, as such", async () => {
    const theirs = { who: "counsellor", mine: false, delivery: "" } as const;
    const unread = said("a", { ...theirs, payload: { text: "" } });
    talkWith([unread, said("b", { ...theirs, payload: { card: "gone" } })], chatting("An"));
    const { all } = await on(Talk);
    expect(
      all(".bubble")
        .map((one) => one.textContent?.length ?? 0)
        .every(Boolean),
    ).toBe(true);
  });
});

describe("the end", () => {
  it("asks nothing of somebody who said nothing, and waits for the row", async () => {
    store.reason.value = "abandoned";
    const { all } = await on(Ended);
    expect([all(".question").length, all("dl.receipt").length]).toEqual([0, 0]);
  });

  it("shows the whole row, and a code that nobody has worded as it is", async () => {
    talkWith([said("x")]);
    store.reason.value = "finished";
    const row = { topic: "gaming", wait_band: "5m_10m", end: "finished", strange_field: "strange_code" };
    store.receipt.value = { row, later: ["category"], kept_days: 730 };
    const { all, text } = await on(Ended);
    expect([all(".question").length, all("dl.receipt > div").length]).toEqual([3, 4]);
    expect(text()).toContain("strange_code");
  });

  it("says what never left", async () => {
    talkWith([said("x", { delivery: "failed" })]).unsent.value = true;
    const { all } = await on(Ended);
    expect(all(".note")).toHaveLength(1);
  });
});

describe("the desk's own questions", () => {
  const after = [
    {
      code: "place",
      words: { nl: "Waar?", en: "Where?" },
      answers: ["home", "school"].map((code) => ({ code, words: { en: code } })),
    },
  ];

  it("are asked in the page's language, and answered by code beside the others", async () => {
    store.availability.value = { ...DESK, after };
    talkWith([said("x")]);
    store.reason.value = "finished";
    const bodies: unknown[] = [];
    vi.stubGlobal("fetch", async (path: string, { body }: RequestInit = {}) => {
      if (path.endsWith("/surveys")) bodies.push(JSON.parse(String(body)));
      return new Response("{}");
    });
    const { all, press } = await on(Ended);
    expect(all(".question legend").at(-1)?.textContent).toBe("Where?");
    all('[data-test="own-place-school"]')[0]?.click();
    all('[data-test="helped-yes"]')[0]?.click();
    await drawn();
    press(t("widget.survey.send"));
    await drawn();
    expect(bodies).toEqual([
      { helped: "yes", own: { place: "school" }, language: "en", id: expect.stringMatching(/^[\w-]{16,}$/) },
    ]);
  });
});

describe("nobody here", () => {
  it.each([Closed, Full, Insecure])("always says whom to call: %o", async (View) => {
    const { all } = await on(View);
    expect(all('a[href="tel:116000"]').length).toBeGreaterThan(0);
    expect(all('a[href="tel:112"]')).toHaveLength(1);
  });

  it.each([Closed, Full, Insecure])("without a profile knows 112 alone: %o", async (View) => {
    store.availability.value = null;
    const { all } = await on(View);
    expect(all("a").map((one) => one.getAttribute("href"))).toEqual(["tel:112"]);
  });

  it("shows the desk's forum and hotline once, though cards have them, too", async () => {
    const links = { forum: "https://forum.example", hotline: { en: "https://hotline.example" } };
    store.resources.value = [
      card({ kind: "forum", url: links.forum }),
      card({ kind: "hand_off", id: "2", url: links.hotline.en }),
      card({ kind: "call", id: "3", phone: "116 000" }),
      card({ kind: "advice", id: "4" }),
    ];
    const { all } = await on(Closed);
    expect(all(".cards li")).toHaveLength(3);
    store.availability.value = { ...DESK, ...links };
    await drawn();
    expect(all(".cards li")).toHaveLength(1);
    const where = all("a.call").map((one) => one.getAttribute("href"));
    expect(where).toEqual(["tel:116000", "tel:112", links.forum, links.hotline.en]);
  });

  it("says when the desk opens, if that is known", async () => {
    const { text } = await on(Closed);
    const unknown = text();
    store.availability.value = {
      ...{ ...DESK, zone: "Asia/Tokyo" },
      ...{ service: "closed", opens_at: "2026-12-01T14:00:00Z" },
    };
    await drawn();
    expect(text()).not.toBe(unknown);
    expect(text()).toContain("11:00 PM GMT+9");
  });

  it.each([
    "offline",
    "newer_connection",
    "bad_token",
    "abuse",
    "blocked",
    "unknown_desk",
    "made_up",
    store.PART,
  ])("finds words for the trouble %s", async (code) => {
    store.reason.value = code;
    const { all, text } = await on(Trouble);
    expect(all("h1")[0]?.textContent).toBeTruthy();
    expect(text()).not.toContain("widget.");
  });
});

it("offers to send again what failed, and not once it is over", async () => {
  const held = talkWith([said("lost", { delivery: "failed" })], chatting("An"));
  const { all } = await on(Talk);
  expect(all(".again")).toHaveLength(1);
  held.unsent.value = true;
  await drawn();
  expect(all(".again")).toHaveLength(0);
});

describe("what is pasted", () => {
  const paste = async (all: Shown["all"], test: string, text: string) => {
    const field = all(`[data-test="${test}"]`)[0] as HTMLTextAreaElement;
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await drawn();
    return field;
  };

  it.each(["draft", "message"])(
    "into the %s stays whole, and by how much it is too long is seen",
    async (test) => {
      talkWith([], test === "message" ? chatting("An") : {});
      const { all } = await on(Talk);
      const field = await paste(all, test, "😟".repeat(3_500));
      expect([...field.value].length).toBe(3_500);
      expect(store.draft.value).toBe(field.value);
      expect(all(".counter.over")[0]?.textContent).toContain("1500 characters too many");
    },
  );

  it("as a nickname is told to be shown in part, and keeps nobody out", async () => {
    const { all } = await on(Before);
    await paste(all, "nickname", "x".repeat(42));
    expect(store.profile.value.nickname).toHaveLength(42);
    expect(all(".counter.over")[0]?.textContent).toBe(
      "12 characters too many. Make it shorter. Only the start is shown.",
    );
  });
});

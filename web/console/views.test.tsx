// @vitest-environment happy-dom
// The counsellor's screens: empty, long, failed, and with words that run from right to left.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { FormDefinition, Me, Reply } from "../shared/http";
import { t } from "../shared/i18n";
import type { Entry, StaffSelf } from "../shared/protocol";
import { drawn, enter, HEBREW, LONG, type Shown, server, show, soon } from "../shared/testing";
import type { Opened } from "../shared/transcript/model";
import { now } from "../staff/clock";
import { Refused } from "../staff/commands";
import { prefer } from "../staff/prefs";
import { desk, me } from "../staff/session";
import { asleep } from "./alert";
import { App } from "./app";
import { become, commands } from "./connection/engine";
import * as send from "./connection/send";
import { answer, answersOf, definition, dropForm, forgetForms, store as stored } from "./forms";
import { forgetLibrary, loadLibrary, replies, times } from "./library";
import { EMPTY, type Chat as Model } from "./state/model";
import { told } from "./state/quiet";
import { NO_LOG } from "./state/transcript";
import * as store from "./store";
import { Chat } from "./view/chat";
import { isMissed } from "./view/leave-dialog";
import { Notices } from "./view/notices";
import { Rail } from "./view/rail";
import { StartShift } from "./view/start-shift";
import { Work } from "./view/work";
import { WrapUp } from "./view/wrap-up";

const ME: StaffSelf = {
  ...{ staff: "an", name: "An", role: "counsellor", status: "available", capacity: 2, languages: ["nl"] },
};
const PERSON: Me = {
  ...{ id: "an", login: "an", name: "An", role: "counsellor", languages: ["nl"], skills: [], capacity: 1 },
  ...{ desks: ["main"], enrol: false, password_given: false },
};
const chat = (change: Partial<Model> = {}): Model => ({
  ...{ chat: "c1", state: "active", fence: 1, language: "nl", priority: 3, skills: [], topic: "gaming" },
  ...{
    ageBand: "14_15",
    howBad: 0,
    moved: 0,
    role: "counsellor",
    kid: "k",
    ticket: "",
    previous: 0,
    missedByAll: false,
    block: "",
  },
  ...{ end: null, joinedAt: 0, talkingSince: 0, deadline: null, gone: null, online: { teen: true } },
  ...change,
});
const entry = (seq: number, who: Entry["who"], cid: string): Entry => ({
  ...{ seq, who, cid, n: seq, fence: 1, kid: "k", kind: "text", body: "" },
  ...{ stamp: "s", place: "p" },
});
const reply = (title: string): Reply => ({
  desk: "main",
  language: "nl",
  title,
  text: `${title}!`,
  id: title,
});
const said = (text: string) => ({ nl: text, fr: text, de: text, en: text });
const FORM: FormDefinition = {
  version: 1,
  title: said("Form"),
  fields: [
    {
      name: "outcome",
      type: "choice",
      required: true,
      label: said("Outcome"),
      options: [{ code: "talked", label: said("Talked") }],
    },
    { name: "risk", type: "choice", label: said("Risk"), options: [{ code: "low", label: said("Low") }] },
  ],
};

function held(...chats: Model[]): void {
  store.desk.value = { ...EMPTY, me: ME, chats };
  store.link.value = { state: "online" };
}
function log(words: Record<string, [Entry["who"], Opened]>): void {
  const all = Object.entries(words);
  store.logs.value = {
    c1: {
      ...NO_LOG,
      entries: all.map(([cid, [who]], at) => entry(at + 1, who, cid)),
      opened: new Map(all.map(([cid, [who, opened]]) => [`${who} ${cid}`, opened])),
    },
  };
}

let shown: Shown | null = null;
const on = async (View: Parameters<typeof show>[0], language: Parameters<typeof show>[1] = "en") => {
  shown = await show(View, language);
  return shown;
};
const One = () => {
  const [first] = store.open.value;
  return first ? <Chat chat={first} current /> : <p>none</p>;
};

beforeEach(() => {
  server({});
  me.value = PERSON;
  forgetLibrary();
  definition.value = null;
  forgetForms();
  store.forgetAll();
  held();
});
afterEach(() => {
  shown?.close();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe("writing", () => {
  it.each([
    ["while an input method composes", { isComposing: true }, "かな"],
    ["when it tells so late, after its end", { keyCode: 229 }, "かな"],
    ["by itself", {}, ""],
  ])("Enter %s", async (_, init, left) => {
    held(chat());
    store.draft("c1", "かな");
    const { all } = await on(One);
    all("textarea")[0]?.dispatchEvent(enter(init));
    expect(store.draftOf("c1")).toBe(left);
  });
});

it("goes on with the box to write in once its button has sent", async () => {
  vi.spyOn(send, "sendText").mockImplementation(() => undefined);
  held(chat());
  store.draft("c1", "Hello");
  const { all } = await on(One);
  const [button] = all('[data-testid="send"]');
  button?.focus();
  button?.click();
  await drawn();
  expect([store.draftOf("c1"), document.activeElement]).toEqual(["", all("textarea")[0]]);
});

it("keeps the draft when Enter is pressed where a card is looked for", async () => {
  held(chat());
  store.draft("c1", "half a sen");
  const { all, press } = await on(One);
  press(t("console.cards.open"));
  await drawn();
  // a browser sends the form that a field is of
  expect((all("[type=search]")[0] as HTMLInputElement).form).toBeNull();
});

it("declines one offer with two presses, not the next one, which has come into its place", async () => {
  const issued = vi.spyOn(commands, "issue").mockResolvedValue();
  held(chat({ state: "offered" }), chat({ chat: "c2", state: "offered" }));
  const { all } = await on(Notices);
  const press = (detail: number) =>
    all('[data-testid="decline"]')[0]?.dispatchEvent(new MouseEvent("click", { bubbles: true, detail }));
  press(1);
  held(chat({ chat: "c2", state: "offered" }));
  await drawn();
  press(2);
  expect(issued.mock.calls).toMatchObject([[{ t: "decline", chat: "c1" }]]);
});

describe("answers to tap", () => {
  const buttons = () => shown?.all("[data-testid=offer-answers], [data-testid=send]") as HTMLButtonElement[];
  const write = async (text: string) => {
    store.draft("c1", text);
    await drawn();
  };

  it("are written below the question, seen as they will stand, and sent with it", async () => {
    const written = vi.spyOn(send, "sendText").mockImplementation(() => undefined);
    held(chat());
    const { all } = await on(One);
    await write("Are you safe?");
    buttons()[0]?.click();
    await drawn();
    expect(store.draftOf("c1")).toBe("Are you safe?\n( ) \n( ) ");
    expect([buttons()[0]?.disabled, buttons()[1]?.disabled]).toEqual([true, true]);
    await write("Are you safe?\n( ) Yes\n( ) No");
    expect(all("[data-testid=answers] li").map((one) => one.textContent)).toEqual(["Yes", "No"]);
    all("textarea")[0]?.dispatchEvent(enter({}));
    expect(written.mock.calls.map(([, ...said]) => said)).toEqual([["Are you safe?", ["Yes", "No"]]]);
    expect(store.draftOf("c1")).toBe("");
  });

  it.each([
    ["Are you safe?\n( ) Yes", "at least two"],
    ["( ) Yes\n( ) No", "question first"],
  ])("that cannot leave say why: %j", async (text, why) => {
    const written = vi.spyOn(send, "sendText").mockImplementation(() => undefined);
    held(chat());
    const { all } = await on(One);
    await write(text);
    all("textarea")[0]?.dispatchEvent(enter({}));
    expect(written).not.toHaveBeenCalled();
    expect([all("[data-testid=answers-wrong]")[0]?.textContent?.includes(why), store.draftOf("c1")]).toEqual([
      true,
      text,
    ]);
  });

  it("stand under the question in the transcript", async () => {
    held(chat());
    log({ a: ["counsellor", { text: "Safe?", answers: ["Yes", "No"] }] });
    const { all } = await on(One);
    expect(all(".line .chip").map((one) => one.textContent)).toEqual(["Yes", "No"]);
  });
});

describe("time", () => {
  const seen = (name: string) => shown?.all(`[data-testid=${name}]`)[0];

  it("to think is said once, with what is left beside it, and a silence as the page tells it", async () => {
    held(chat());
    const { all } = await on(One);
    expect(seen("silence")?.textContent).toBe("");
    store.silence("c1", (held) =>
      told(held, { t: "quiet", chat: "c1", why: "thinking", left_ms: 600_000 }, now.value),
    );
    await drawn();
    expect(seen("silence")?.dataset.what).toBe("thinking");
    expect(all("[data-testid=silence] [role=status]")[0]?.textContent).toBe("Taking time to think, left");
    expect(all("[data-testid=silence] [aria-hidden]")[0]?.textContent).toBe("10:00");
    store.silence("c1", (held) =>
      told(held, { t: "quiet", chat: "c1", why: "asked", left_ms: 300_000 }, now.value),
    );
    await drawn();
    expect(seen("silence")?.dataset.what).toBe("asked");
  });

  it.each([
    [0, "", "0 of 45 min"],
    [34, "", "34 of 45 min"],
    [36, "soon", "36 of 45 min"],
    [50, "over", "50 of 45 min"],
  ])("after %s minutes of a limit: %s", async (minutes, stage, words) => {
    times.value = { askMs: 600_000, limitMs: 45 * 60_000 };
    held(chat({ talkingSince: now.value - minutes * 60_000 }));
    await on(One);
    expect([seen("limit")?.dataset.stage, seen("limit")?.textContent?.startsWith(words)]).toEqual([
      stage,
      true,
    ]);
    times.value = { askMs: 600_000, limitMs: null };
    await drawn();
    expect(seen("limit")).toBeUndefined();
  });
});

describe("the shift", () => {
  it("begins in a browser that makes no sound, shows no notice and keeps nothing", async () => {
    vi.stubGlobal("Notification", { permission: "default", requestPermission: () => undefined });
    vi.stubGlobal("AudioContext", undefined);
    const full = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
    vi.stubGlobal("sessionStorage", { getItem: full, setItem: full, removeItem: full, clear: full });
    const { press } = await on(StartShift);
    press("I am available");
    expect(store.working.value).toBe(true);
    become(null);
  });

  it("begins with what somebody serves, however long their name", async () => {
    me.value = {
      ...PERSON,
      name: LONG.slice(0, 40),
      languages: ["nl", "fr"],
      skills: ["lgbtq", "strange_skill"],
    };
    const { all, text } = await on(StartShift);
    expect(all(".chip")).toHaveLength(4);
    expect(text()).toContain("strange skill");
  });

  it("lets somebody with several desks choose theirs, and keeps to one that is theirs", async () => {
    me.value = { ...PERSON, desks: ["main", "night"] };
    const { all } = await on(StartShift);
    expect(all("select option")).toHaveLength(2);
    prefer({ desk: "night" });
    expect(desk.value).toBe("night");
    me.value = { ...PERSON, desks: ["main"] };
    await drawn();
    expect([desk.value, all("select").length]).toEqual(["main", 0]);
  });

  it("says at which of several desks one works, and sends nobody to a desk that is not there", async () => {
    me.value = { ...PERSON, desks: ["day", "night"] };
    prefer({ desk: "night" });
    expect((await on(Work)).text()).toContain("night");
    me.value = { ...PERSON, desks: [] };
    expect(desk.value).toBe("");
    const { text, all } = await on(App);
    expect([text().includes(t("staff.no_desk")), all(".card-page").length]).toEqual([true, 1]);
  });

  it.each(["available", "away", "finishing", "offline"] as const)(
    "says what %s means while nobody is here",
    async (status) => {
      store.desk.value = { ...EMPTY, me: { ...ME, status } };
      const { all, text } = await on(Work);
      expect([all(".nobody h2").length, text().includes("console.")]).toEqual([1, false]);
    },
  );
});

describe("an offer", () => {
  const offered = chat({
    state: "offered",
    deadline: performance.now() + 30_000,
    topic: "sexual_harassment",
  });

  it("say that the browser lets it make no sound until it is touched, to who wants sound", async () => {
    const { all } = await on(Notices);
    asleep.value = true;
    await drawn();
    expect(all("[data-testid=sound-asleep]").map((one) => one.textContent)).toEqual([
      t("console.sound_asleep"),
    ]);
    prefer({ sound: false });
    await drawn();
    expect(all("[data-testid=sound-asleep]")).toHaveLength(0);
    prefer({ sound: true });
    asleep.value = false;
  });

  it("is said once: nothing that ticks stands in the alert", async () => {
    held(offered);
    const { all } = await on(Notices);
    const [alert] = all('[data-testid="offer"] [role="alert"]');
    expect(alert?.textContent).toContain("Sexual harassment");
    expect(alert?.textContent).not.toMatch(/\d+ s|\d:\d\d/);
    expect(all(".countdown")).toHaveLength(1);
  });

  it("names the keys that take it as the platform writes them, to who uses keys", async () => {
    held(offered);
    const { all } = await on(Notices);
    const keys = () => all(".offer kbd").map((one) => one.textContent);
    expect(keys()).toEqual(["Alt A"]);
    prefer({ shortcuts: false });
    await drawn();
    expect(keys()).toEqual([]);
    vi.spyOn(navigator, "platform", "get").mockReturnValue("MacIntel");
    prefer({ shortcuts: true });
    await drawn();
    expect(keys()).toEqual(["⌃⌥ A"]);
  });

  it("cannot be taken without a connection, and the page says why", async () => {
    held(offered);
    store.link.value = { state: "refused", reason: "abuse" };
    const { all } = await on(Notices);
    expect(all('[data-testid="accept"]')[0]?.hasAttribute("disabled")).toBe(true);
    expect(all('[data-testid="link-notice"]')).toHaveLength(1);
  });
});

describe("a block that a colleague asks for", () => {
  it("is answered for the hours that are shown; one that comes anew meanwhile stays", async () => {
    held();
    const shown = { t: "block_asked" as const, chat: "c1", by: "Bo", hours: 1 };
    const anew = { ...shown, hours: 24 };
    store.desk.value = { ...store.desk.value, blocks: [shown] };
    const issued = vi.spyOn(commands, "issue").mockImplementation(async () => {
      store.desk.value = { ...store.desk.value, blocks: [anew] };
      throw new Refused("not_proposed", false);
    });
    const { all } = await on(Notices);
    (all("[data-testid=block-asked] button") as HTMLButtonElement[])[0]?.click();
    await soon(() => expect(store.desk.value).toMatchObject({ blocks: [anew], passed: [] }));
    expect(issued).toHaveBeenCalledWith({ t: "confirm_block", chat: "c1", yes: true, hours: 1 });
    issued.mockResolvedValue();
    (all("[data-testid=block-asked] button") as HTMLButtonElement[])[1]?.click();
    await soon(() => expect(store.desk.value.blocks).toEqual([]));
    expect(issued).toHaveBeenLastCalledWith({ t: "confirm_block", chat: "c1", yes: false, hours: 24 });
  });
});

it("answers one block with two presses, not the next one, which has come into its place", async () => {
  const block = (of: string) => ({ t: "block_asked" as const, chat: of, by: "Bo", hours: 24 });
  store.desk.value = { ...store.desk.value, blocks: [block("c1"), block("c2")] };
  const issued = vi.spyOn(commands, "issue").mockResolvedValue();
  const { all } = await on(Notices);
  for (const detail of [1, 2]) {
    all("[data-testid=block-asked] button")[0]?.dispatchEvent(
      new MouseEvent("click", { bubbles: true, detail }),
    );
    await drawn();
  }
  expect(issued.mock.calls).toMatchObject([[{ t: "confirm_block", chat: "c1", yes: true }]]);
  expect(store.desk.value.blocks).toHaveLength(1);
});

describe("a chat", () => {
  it("is empty at first", async () => {
    held(chat());
    const { all } = await on(One);
    expect([all(".line").length, all('[data-testid="composer"]').length]).toEqual([0, 1]);
  });

  it("draws one new line, not a long chat again", async () => {
    held(chat());
    const many = Object.fromEntries(
      Array.from({ length: 120 }, (_, at) => [`a${at}`, ["teen", { text: `w${at}` }]] as const),
    ) as Record<string, [Entry["who"], Opened]>;
    log(many);
    const { all, root } = await on(One);
    const before = store.logOf("c1");
    const touched = new Set<Node>();
    const watch = new MutationObserver((records) => {
      for (const { target } of records) touched.add(target);
    });
    watch.observe(root.querySelector('[data-testid="log"]') as Element, { childList: true, subtree: true });
    const opened = new Map([...before.opened, ["teen last", { text: "new" }]]);
    store.logs.value = {
      c1: { ...before, entries: [...before.entries, entry(121, "teen", "last")], opened },
    };
    await drawn();
    watch.disconnect();
    expect([all(".line").length, touched.size]).toEqual([121, 1]);
    expect(all(".block").map((block) => block.children.length)).toEqual([50, 50, 21]);
  });

  it("offers to send again what failed while it runs, and no longer when it is over", async () => {
    held(chat());
    const pending = [{ cid: "x", kind: "text" as const, payload: { text: "lost" }, state: "failed" }];
    store.logs.value = { c1: { ...NO_LOG, pending } };
    const { all, text } = await on(One);
    const offered = () => all(".line button").length;
    expect([offered(), text().includes("lost")]).toEqual([1, true]);
    held(chat({ gone: "requeued" }));
    await drawn();
    expect(offered()).toBe(0);
  });

  it("lets words and names run their own way", async () => {
    held(chat({ language: "en" }));
    log({ a: ["teen", { name: "נועה" }], b: ["teen", { text: HEBREW }] });
    const { all } = await on(One);
    expect(all(".line-text")[0]?.dir).toBe("auto");
    expect(all("h2")[0]?.textContent).toBe("נועה");
  });

  it("shows a card that is not known, a note, and a yes, as such", async () => {
    held(chat());
    log({
      a: ["counsellor", { card: "gone" }],
      b: ["counsellor", { note: "mind" }],
      c: ["teen", { shared: true }],
    });
    const { all } = await on(One);
    expect(all(".line.card, .line.note, .system").map((line) => line.className.split(" ").at(-1))).toEqual([
      "card",
      "note",
      "system",
    ]);
  });

  it("calls no words a note that it cannot open", async () => {
    held(chat());
    log({ a: ["teen", { unreadable: true }] });
    const { all } = await on(One);
    expect(all(".line").map((line) => [line.className, line.querySelectorAll(".line-who").length])).toEqual([
      ["line teen text", 1],
    ]);
  });

  it("lets its supervisor step out, and nothing else; then it is gone from here", async () => {
    held(chat({ role: "supervisor" }));
    const issued = vi.spyOn(commands, "issue").mockResolvedValue();
    const { all, press } = await on(One);
    expect(all(".chat-acts button").map((one) => one.dataset.testid)).toEqual(["act-step-out"]);
    press("Step out");
    await drawn();
    expect(issued.mock.calls).toEqual([[{ t: "step_out", chat: "c1" }]]);
    expect([store.desk.value.chats, all(".chat").length]).toEqual([[], 0]);
  });

  it("stays with a supervisor whom the desk did not let go", async () => {
    held(chat({ role: "supervisor" }));
    vi.spyOn(commands, "issue").mockRejectedValue(new Refused("unavailable", true));
    const { all, press } = await on(One);
    press("Step out");
    await drawn();
    expect(all(".chat")).toHaveLength(1);
  });

  it("offers its counsellor to hand on, to call a supervisor, to block and to end", async () => {
    held(chat());
    const { all } = await on(One);
    expect(all(".chat-acts button").map((one) => one.dataset.testid)).toEqual([
      "act-transfer",
      "act-invite",
      "act-block",
      "act-end",
    ]);
  });

  it("is called by one number from its coming to its going, where it has no name", async () => {
    held(chat(), chat({ chat: "c2" }));
    const { all } = await on(Rail);
    const names = () => all(".tab-name").map((one) => one.textContent);
    expect(names()).toEqual(["Chat 1", "Chat 2"]);
    held(chat({ chat: "c2" }));
    await drawn();
    expect(names()).toEqual(["Chat 2"]);
    held(chat({ chat: "c2" }), chat({ chat: "c3" }));
    await drawn();
    expect(names()).toEqual(["Chat 2", "Chat 1"]);
  });
});

describe("replies", () => {
  it("leave the draft alone when they are opened, and follow it when one is chosen", async () => {
    held(chat());
    replies.value = [reply("Welkom"), reply("Veilig")];
    store.draft("c1", "Dag Noor,");
    const { all } = await on(One);
    all('[data-testid="replies"]')[0]?.click();
    await drawn();
    expect([store.draftOf("c1"), all('[role="option"]').length]).toEqual(["Dag Noor,", 2]);
    all('[role="option"]')[0]?.click();
    await drawn();
    expect(store.draftOf("c1")).toBe("Dag Noor, Welkom!");
  });

  it("come into view as the arrow keys go through them", async () => {
    held(chat());
    replies.value = ["Dag", "Welkom", "Veilig"].map(reply);
    const { all } = await on(One);
    all('[data-testid="replies"]')[0]?.click();
    await drawn();
    const seen: (string | undefined)[] = [];
    vi.spyOn(HTMLElement.prototype, "scrollIntoView").mockImplementation(function (this: HTMLElement) {
      seen.push(this.querySelector("strong")?.textContent);
    });
    for (const key of ["ArrowDown", "ArrowUp", "ArrowUp"]) {
      all("textarea")[0]?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
      await drawn();
    }
    expect(seen).toEqual(["Welkom", "Dag", "Veilig"]);
  });

  it("are scrolled by a finger and chosen by a tap, and the box keeps the focus under a mouse", async () => {
    held(chat());
    replies.value = [reply("Welkom"), reply("Veilig")];
    const { all } = await on(One);
    all('[data-testid="replies"]')[0]?.click();
    await drawn();
    const begun = (name: string) => new MouseEvent(name, { bubbles: true, cancelable: true });
    const [down, pressed] = [begun("pointerdown"), begun("mousedown")];
    for (const event of [down, pressed]) all('[role="option"]')[1]?.dispatchEvent(event);
    await drawn();
    expect([store.draftOf("c1"), down.defaultPrevented, pressed.defaultPrevented]).toEqual(["", false, true]);
    all('[role="option"]')[1]?.click();
    await drawn();
    expect(store.draftOf("c1")).toBe("Veilig!");
  });

  it("and cards are not said to be missing before they are known, only that they cannot be had", async () => {
    held(chat());
    void loadLibrary();
    const { all } = await on(One);
    all('[data-testid="replies"]')[0]?.click();
    all('[data-testid="cards"]')[0]?.click();
    await drawn();
    const said = () => all(".option-head, .dialog-body > .muted").map((one) => one.textContent);
    const away = t("staff.error.unavailable");
    await soon(() => expect(said()).toEqual([away, away]));
    server({ "get /api/staff/replies": { replies: [] }, "get /api/staff/resources": { resources: [] } });
    await soon(() => expect(said()).toEqual([t("console.replies.none"), t("console.cards.none")]));
  });

  it("take the place of the slash they were searched with", async () => {
    held(chat());
    replies.value = [reply("Welkom"), reply("Veilig")];
    store.draft("c1", "/vei");
    const { all } = await on(One);
    expect(all('[role="option"]')).toHaveLength(1);
    all('[role="option"]')[0]?.click();
    await drawn();
    expect(store.draftOf("c1")).toBe("Veilig!");
  });

  it("are sent as they were typed only on purpose: a slash that finds nothing is no message", async () => {
    held(chat());
    replies.value = [reply("Welkom")];
    store.draft("c1", "/velig");
    const { all } = await on(One);
    const box = all("textarea")[0];
    box?.dispatchEvent(enter({}));
    await drawn();
    expect(store.draftOf("c1")).toBe("/velig");
    expect(all(".reply-list")[0]?.textContent).toContain("Esc");
    box?.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    await drawn();
    box?.dispatchEvent(enter({}));
    expect(store.draftOf("c1")).toBe("");
  });
});

describe("handing on", () => {
  const PLACES = { colleagues: [], languages: ["nl", "fr"], skills: [] };
  const choose = async () => {
    held(chat());
    const { all } = await on(One);
    all('[data-testid="act-transfer"]')[0]?.click();
    await drawn();
    all("input[name=how]")[2]?.click();
    await drawn();
    return all;
  };

  it("does not say that nobody is there before it knows, and says when nobody can be asked", async () => {
    const all = await choose();
    const warned = () => all(".dialog-body .note.warn").map((one) => one.textContent);
    await soon(() => expect(warned()).toEqual([t("staff.error.unavailable")]));
    server({ "get /api/staff/desks/{desk}/colleagues": PLACES });
    await soon(() => expect(all(".dialog-body select")).toHaveLength(1));
    expect(warned()).toEqual([]);
  });

  it("keeps a colleague's name that runs from right to left apart from what else is said of them", async () => {
    const noa = { id: "noa", name: HEBREW, languages: ["nl"], skills: [], status: "available" };
    server({ "get /api/staff/desks/{desk}/colleagues": { ...PLACES, colleagues: [noa] } });
    const all = await choose();
    all("input[name=how]")[1]?.click();
    await soon(() =>
      expect(all(".dialog-body option")[0]?.textContent).toContain(`\u2068${HEBREW}\u2069 · Dutch`),
    );
  });
});

describe("the wrap-up", () => {
  const wrapping = chat({ state: "wrap_up", end: "finished" });
  const View = () => <WrapUp chat={wrapping} />;

  it("says that the form did not come, and shows it as soon as it does", async () => {
    held(wrapping);
    const { all, text } = await on(View);
    await soon(() => expect(text()).toContain(t("console.wrap.no_form")));
    expect(all('[data-testid="wrap-done"]')).toHaveLength(1);
    server({ "get /api/staff/desks/{desk}/form": FORM });
    await soon(() => expect(all(".form-field")).toHaveLength(2));
    expect(text()).not.toContain(t("console.wrap.no_form"));
  });

  it("takes the focus that stood in what went, and no other", async () => {
    document.body.replaceChildren();
    const ended = { ...wrapping, chat: "c1" };
    held(chat(), chat({ chat: "c2" }));
    store.chosen.value = "c1";
    const { all } = await on(Work);
    const [first, second] = all("textarea");
    first?.focus();
    held(ended, chat({ chat: "c2" }));
    await soon(() => expect(document.activeElement).toBe(all('[data-testid="wrap-up"] h3')[0]));
    second?.focus();
    held(ended, { ...wrapping, chat: "c2" });
    store.chosen.value = "c1";
    await soon(() => expect(all('[data-testid="wrap-up"]')).toHaveLength(2));
    await drawn();
    expect([document.activeElement, store.chosen.value]).toEqual([document.body, "c1"]);
  });

  it("names what is missing, and leads there: it may be above what is seen of the form", async () => {
    held(wrapping);
    server({ "get /api/staff/desks/{desk}/form": FORM });
    const { all } = await on(View);
    await drawn();
    all('[data-testid="wrap-done"]')[0]?.focus();
    all("form")[0]?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
    await drawn();
    expect(all('[role="alert"]')[0]?.textContent).toContain("Outcome");
    await soon(() => expect(document.activeElement).toBe(all('[data-field="outcome"] input')[0]));
  });

  it("takes back an answer that may stay open, and no other", async () => {
    held(wrapping);
    definition.value = FORM;
    const { all } = await on(View);
    const radios = (field: string) => all(`[data-field="${field}"] input`) as HTMLInputElement[];
    expect([radios("outcome").length, radios("risk").map((one) => one.checked)]).toEqual([1, [false, true]]);
    radios("risk")[0]?.click();
    await drawn();
    expect(answersOf.value.c1).toEqual({ risk: "low" });
    radios("risk")[1]?.click();
    await drawn();
    expect([answersOf.value.c1, radios("risk")[0]?.checked]).toEqual([{ risk: "" }, false]);
  });

  it("stores a whole form as it is filled in: an expired wrap-up loses none", async () => {
    held(wrapping);
    definition.value = FORM;
    const asked = server({ "post /api/staff/chats/{chat}/form": null });
    answer("c1", { risk: "low" });
    await drawn();
    expect(asked).toEqual([]);
    forgetForms();
    definition.value = FORM;
    answer("c1", { outcome: "talked" });
    await soon(() => expect(asked).toEqual(["post /api/staff/chats/c1/form"]));
    dropForm("c1");
    expect(answersOf.value).toEqual({});
  });

  it("is stored under the form as it is now, when it has been changed during the shift", async () => {
    definition.value = FORM;
    const sent: unknown[] = [];
    vi.stubGlobal("fetch", async (_: string, { body }: RequestInit = {}) => {
      if (!body) return new Response(JSON.stringify({ ...FORM, version: 2 }));
      const { version } = JSON.parse(String(body)) as { version: number };
      sent.push(version);
      if (version === 2) return new Response(null, { status: 204 });
      return new Response(JSON.stringify({ code: "unknown_form" }), { status: 422 });
    });
    answer("c1", { outcome: "talked" });
    expect(await stored("c1")).toEqual([]);
    expect([sent[0], sent.at(-1)]).toEqual([1, 2]);
  });

  it("asks anew what was answered with a code that the changed form has no more", async () => {
    const [outcome] = FORM.fields;
    definition.value = FORM;
    vi.stubGlobal("fetch", async (_: string, { body }: RequestInit = {}) => {
      const fields = [{ ...outcome, options: [] }];
      if (!body) return new Response(JSON.stringify({ ...FORM, version: 2, fields }));
      return new Response(JSON.stringify({ code: "unknown_form" }), { status: 422 });
    });
    answer("c1", { outcome: "talked" });
    expect(await stored("c1")).toEqual(["outcome"]);
  });
});

describe("an end", () => {
  const pending = (...cids: string[]) => {
    const items = cids.map((cid) => ({
      cid,
      kind: "text" as const,
      payload: { text: cid },
      state: "sealing",
    }));
    store.logs.value = { c1: { ...NO_LOG, pending: items } };
  };
  const press = async (all: Shown["all"], testid: string) => {
    (all(`[data-testid="${testid}"]`)[0] as HTMLButtonElement).click();
    await drawn();
  };

  it.each([
    ["end", "finish"],
    ["transfer", "transfer"],
  ])("by %s waits for the words before it, and says so", async (act, t) => {
    held(chat());
    pending("last words");
    const issued = vi.spyOn(commands, "issue").mockResolvedValue();
    const { all } = await on(One);
    await press(all, `act-${act}`);
    await press(all, `${act}-confirm`);
    expect([issued.mock.calls.length, all('[data-testid="words-first"]').length]).toEqual([0, 1]);
    pending();
    await soon(() => expect(issued.mock.calls).toMatchObject([[{ t, chat: "c1" }]]));
    await soon(() => expect(all("dialog")).toHaveLength(0));
  });

  it("goes without words that do not arrive, when somebody says so", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"], shouldAdvanceTime: true });
    held(chat());
    pending("last words");
    const issued = vi.spyOn(commands, "issue").mockResolvedValue();
    const { all } = await on(One);
    await press(all, "act-end");
    await press(all, "end-confirm");
    await vi.advanceTimersByTimeAsync(11_000);
    vi.useRealTimers();
    await press(all, "end-confirm-anyway");
    expect(issued).toHaveBeenCalledTimes(1);
  });

  it("that is refused keeps what was filled in, and can be tried again", async () => {
    held(chat());
    const issued = vi.spyOn(commands, "issue").mockRejectedValue(new Refused("not_able", false));
    const { all } = await on(One);
    await press(all, "act-end");
    for (const times of [1, 2]) {
      await press(all, "end-confirm");
      await soon(() => expect(issued).toHaveBeenCalledTimes(times));
      await soon(() => expect(all('[data-testid="end-confirm"]')[0]?.hasAttribute("disabled")).toBe(false));
    }
  });

  it("by signing out asks for words of a supervisor, too", async () => {
    held(chat({ role: "supervisor" }));
    expect(isMissed()).toBe(false);
    pending("last words");
    expect(isMissed()).toBe(true);
  });
});

it("sends what stands in the composer, though an extension corrected it and told nobody", async () => {
  const written = vi.spyOn(send, "sendText").mockImplementation(() => undefined);
  held(chat());
  const { all } = await on(One);
  const field = all('[data-testid="composer"]')[0] as HTMLTextAreaElement;
  field.value = "i hear yuo";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await drawn();
  field.value = "I hear you";
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  expect(written.mock.calls.map(([, text]) => text)).toEqual(["I hear you"]);
  written.mockRestore();
});

describe("a text that is too long", () => {
  const paste = async (all: Shown["all"], selector: string) => {
    const field = all(selector)[0] as HTMLTextAreaElement;
    field.value = "x".repeat(3_500);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await drawn();
    return field;
  };

  it("stays whole in the composer and is not sent", async () => {
    held(chat());
    const { all } = await on(One);
    const field = await paste(all, '[data-testid="composer"]');
    expect([field.value.length, store.draftOf("c1").length]).toEqual([3_500, 3_500]);
    expect(all('[data-testid="room"]')[0]?.textContent).toContain("1500 characters too many");
    expect(all('[data-testid="send"]')[0]?.hasAttribute("disabled")).toBe(true);
  });

  it("stays whole in a note and is not handed on", async () => {
    held(chat());
    const { all } = await on(One);
    all('[data-testid="act-transfer"]')[0]?.click();
    await drawn();
    const field = await paste(all, '[data-testid="transfer-dialog"] textarea');
    expect(field.value.length).toBe(3_500);
    expect(all('[data-testid="transfer-dialog"] [data-testid="room"]')[0]?.textContent).toContain("2500");
    expect(all('[data-testid="transfer-confirm"]')[0]?.hasAttribute("disabled")).toBe(true);
  });
});

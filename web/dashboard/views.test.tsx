// @vitest-environment happy-dom
// The supervisor's screens: empty, long, failed, and with names that run from right to left.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../shared/ask";
import type { Me, ReportShown } from "../shared/http";
import { t } from "../shared/i18n";
import type { Board, BoardChat, BoardStaff } from "../shared/protocol";
import { drawn, HEBREW, LONG, type Shown, server, show, soon } from "../shared/testing";
import { me } from "../staff/session";
import { part } from "../staff/ui/part";
import { Accounts } from "./editors/accounts";
import { Audit } from "./editors/audit";
import { HoursPage } from "./editors/hours";
import { RepliesPage } from "./editors/replies";
import { ResourcesPage } from "./editors/resources";
import { known } from "./known";
import { commands } from "./link";
import { Live } from "./live/live";
import { Notices } from "./notices";
import { ProfilePage } from "./profile/profile";
import { change } from "./reports/query";
import { Reports } from "./reports/reports";
import * as store from "./store";

// a frame loads a page, which is none here; it is played in a browser
vi.mock("./profile/preview", () => ({ Preview: () => null }));

const BOARD: Board = {
  ...{ t: "board", service: "open", by: "", since_s: 0, languages: [], staff: [], chats: [], today: {} },
};
const person = (staff: string, name: string, rest: Partial<BoardStaff> = {}): BoardStaff => ({
  ...{ staff, name, status: "available", online: true, capacity: 1, load: 0, languages: ["nl"] },
  ...rest,
});
const chat = (id: string, rest: Partial<BoardChat> = {}): BoardChat => ({
  ...{ chat: id, state: "waiting", language: "nl", priority: 3, waited_s: 60 },
  ...rest,
});
const PERSON: Me = {
  ...{
    id: "sofie",
    login: "sofie",
    name: "Sofie",
    role: "admin",
    languages: ["nl"],
    skills: [],
    capacity: 1,
  },
  ...{ desks: ["main"], enrol: false, password_given: false },
};
const REPORT: ReportShown = {
  ...{
    name: "service",
    desk: "main",
    from: "2026-01-01",
    to: "2026-01-31",
    zone: "Europe/Brussels",
    view: "",
  },
  ...{
    columns: [
      { key: "period", kind: "period" },
      { key: "joined", kind: "count" },
    ],
    rows: [],
  },
  ...{ total: [], before: [], change: [], notes: [] },
};

let shown: Shown | null = null;
const on = async (View: Parameters<typeof show>[0]) => {
  shown = await show(View);
  await drawn();
  return shown;
};

beforeEach(() => {
  server({});
  me.value = PERSON;
  store.board.value = null;
  store.link.value = "online";
});
afterEach(() => {
  shown?.close();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe("the live desk", () => {
  it("says that it waits for the board", async () => {
    const { all } = await on(Live);
    expect(all(".loading")).toHaveLength(1);
  });

  it("says that nobody waits and nobody is on duty", async () => {
    store.board.value = BOARD;
    const { all, text } = await on(Live);
    expect(all(".empty")).toHaveLength(2);
    expect(text()).not.toContain("dashboard.");
  });

  it("shows everybody, the urgent first, whatever way their names run", async () => {
    const chats = Array.from({ length: 30 }, (_, at) => chat(`c${at}`, { waited_s: at }));
    const staff = [person("a", "An"), person("n", HEBREW, { status: "away", reason: "odd_reason" })];
    store.board.value = { ...BOARD, chats: [...chats, chat("now", { priority: 1 })], staff };
    const { all, text } = await on(Live);
    const rows = all('[data-testid="chat-row"]');
    expect([rows.length, rows[0]?.dataset.chat]).toEqual([31, "now"]);
    expect(all('[data-testid="staff-row"]')).toHaveLength(2);
    expect(text()).toContain("odd reason");
  });

  it("keeps a name that runs from right to left apart from the time that stands beside it", async () => {
    const chats = [chat("c", { state: "active", staff: "n", since_s: 300 })];
    store.board.value = { ...BOARD, staff: [person("n", HEBREW)], chats };
    expect((await on(Live)).text()).toContain(`\u2068${HEBREW}\u2069 · 5 min`);
  });

  it.each([
    ["requeue", "requeue"],
    ["set-away", "set_counsellor"],
  ])(
    "takes two presses on %s for one: the second is for who comes into its place",
    async (button, command) => {
      const issued = vi.spyOn(commands, "issue").mockResolvedValue();
      store.board.value = { ...BOARD, staff: [person("a", "An")], chats: [chat("c", { state: "active" })] };
      const { all } = await on(Live);
      for (const detail of [1, 2])
        all(`[data-testid="${button}"]`)[0]?.dispatchEvent(
          new MouseEvent("click", { bubbles: true, detail }),
        );
      expect(issued.mock.calls.map(([{ t }]) => t)).toEqual([command]);
    },
  );

  it("asks for help in the name of whoever asks, and says when the board is old", async () => {
    store.board.value = {
      ...BOARD,
      staff: [person("n", "נועה")],
      chats: [chat("c", { staff: "n", invited: true })],
    };
    store.link.value = "waiting";
    const { all, text } = await on(Notices);
    expect(text()).toContain("\u2068נועה\u2069");
    expect(all('[data-testid="link-notice"]')).toHaveLength(1);
  });

  it("answers one block with two presses, not the next one, which has come into its place", async () => {
    const issued = vi.spyOn(commands, "issue").mockResolvedValue();
    const blocked = ["c1", "c2"].map((id) => chat(id, { state: "active", block_hours: 4 }));
    const { all } = await on(Notices);
    for (const detail of [1, 2]) {
      store.board.value = { ...BOARD, chats: blocked.slice(detail - 1) };
      await drawn();
      const [agree] = all('[data-testid="block-asked"] button');
      agree?.dispatchEvent(new MouseEvent("click", { bubbles: true, detail }));
    }
    expect(issued.mock.calls).toMatchObject([[{ t: "confirm_block", chat: "c1" }]]);
  });

  it("asks anew for a chat of which somebody said not now, once that invitation was over", async () => {
    const asks = async (invited: boolean): Promise<number> => {
      store.board.value = { ...BOARD, chats: [chat("c", { invited })] };
      await drawn();
      return all('[data-testid="invited"]').length;
    };
    const { all } = await on(Notices);
    expect(await asks(true)).toBe(1);
    store.handled("c");
    expect([await asks(true), await asks(false), await asks(true)]).toEqual([0, 0, 1]);
  });
});

/** What the server says a desk has where nothing was set. */
const PROFILE = {
  ...{ name: {}, about: {}, phones: [], forum: "", hotline: {}, exit_url: "", colours: {} },
  ...{
    languages: ["nl", "fr", "de", "en"],
    topics: ["other", "gaming"],
    rules: {},
    after: [],
    sends_to: {},
    takes_from: {},
  },
  ...{ talk_limit_ms: null, quiet_ask_ms: 600_000, quiet_end_ms: 900_000, target_ms: 300_000 },
  ...{ keep_sessions_days: 1_095, keep_surveys_days: 1_095, keep_hourly_days: 1_095 },
  ...{ keep_counts_days: 3_650, keep_audit_days: 730, keep_sign_ins_days: 30 },
};

describe("an editor", () => {
  const LISTS = [
    [RepliesPage, "get /api/staff/replies", { replies: [] }],
    [ResourcesPage, "get /api/staff/resources", { resources: [] }],
    [Accounts, "get /api/staff/accounts", { accounts: [] }],
    [Audit, "get /api/staff/audit", { entries: [] }],
    [ProfilePage, "get /api/staff/settings/{desk}", { set: {}, defaults: PROFILE }],
    [HoursPage, "get /api/staff/hours/{desk}", { desk: "main", definition: {}, by: "", at: 0 }],
  ] as const;

  it.each(LISTS)("%o stands empty without a word missing", async (Page, operation, answer) => {
    server({ [operation]: answer });
    const { all, text } = await on(Page);
    expect([all(".loading").length, all('[role="alert"]').length, all("tbody tr").length]).toEqual([0, 0, 0]);
    expect(text()).not.toMatch(/dashboard\.|staff\./);
  });

  it.each(LISTS)("%o says that its list could not be had", async (Page) => {
    const { all } = await on(Page);
    expect([all('[role="alert"]').length, all(".loading").length]).toEqual([1, 0]);
  });

  it("shows long texts, foreign topics and kinds as they are", async () => {
    const card = {
      desk: "main",
      language: "nl",
      topic: "old_topic",
      kind: "odd_kind",
      title: HEBREW,
      text: LONG,
    };
    const many = Array.from({ length: 20 }, (_, at) => ({ ...card, id: String(at), shown: ["waiting"] }));
    server({ "get /api/staff/resources": { resources: many } });
    const { all, press } = await on(ResourcesPage);
    expect(all("tbody tr")).toHaveLength(20);
    expect(all("tbody tr")[0]?.textContent).toContain("old topic");
    press("Edit");
    await drawn();
    const topics = all('select[name="topic"] option').map((option) => option.getAttribute("value"));
    expect([topics.length, topics.at(-1)]).toEqual([17, "old_topic"]);
  });
});

describe("a dialog to edit in", () => {
  const REPLIES = {
    replies: [
      { id: "r1", desk: "main", language: "de", title: "Hallo", text: "Hallo!", shortcut: "", place: 0 },
    ],
  };
  const send = async () => {
    const form = shown?.all('[data-testid="edit-dialog"] form')[0];
    for (let time = 0; time < 2; time += 1)
      form?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
    await drawn();
  };
  const count = (asked: readonly string[], method: string) =>
    asked.filter((one) => one.startsWith(method)).length;

  it("stores once what is sent with two presses", async () => {
    const asked = server({ "get /api/staff/replies": REPLIES, "post /api/staff/replies": null });
    const { press } = await on(RepliesPage);
    press("Add");
    await drawn();
    await send();
    expect(count(asked, "post")).toBe(1);
  });

  it("leaves the next one alone, when it was closed before its answer came", async () => {
    let come: () => void = () => undefined;
    server({ "get /api/staff/replies": REPLIES });
    const { press, all } = await on(RepliesPage);
    const listed = fetch;
    vi.stubGlobal("fetch", (path: string, how: RequestInit = {}) =>
      how.method === "PUT"
        ? new Promise<Response>((done) => {
            come = () => done(new Response(null, { status: 204 }));
          })
        : listed(path, how),
    );
    press("Edit");
    await drawn();
    await send();
    press(t("staff.cancel"));
    await drawn();
    press("Add");
    await drawn();
    come();
    await drawn();
    expect(all('[data-testid="edit-dialog"]')).toHaveLength(1);
  });

  it("goes with Escape, or with the window, as long as nothing is written in it", async () => {
    server({ "get /api/staff/replies": REPLIES });
    const { all, press } = await on(RepliesPage);
    press("Edit");
    await drawn();
    const [box] = all('[data-testid="edit-dialog"]');
    const kept = () =>
      [box, window].map((one) =>
        ["cancel", "beforeunload"].some((name) => !one?.dispatchEvent(new Event(name, { cancelable: true }))),
      );
    const escaped = () => dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", cancelable: true }));
    expect([...kept(), escaped()]).toEqual([false, false, true]);
    all('[name="text"]')[0]?.dispatchEvent(new Event("input", { bubbles: true }));
    await soon(() => expect([...kept(), escaped()]).toEqual([true, true, false]));
    press(t("staff.cancel"));
    await soon(() => expect([kept()[1], escaped()]).toEqual([false, true]));
    expect(all('[data-testid="edit-dialog"]')).toEqual([]);
  });

  it("asks before it removes, also whoever presses twice", async () => {
    const asked = server({ "get /api/staff/replies": REPLIES, "delete /api/staff/replies/{id}": null });
    const { all, press } = await on(RepliesPage);
    press("Edit");
    await drawn();
    const remove = all(".dialog-acts .btn.end")[0];
    for (const detail of [1, 2]) remove?.dispatchEvent(new MouseEvent("click", { bubbles: true, detail }));
    await drawn();
    expect(count(asked, "delete")).toBe(0);
    remove?.dispatchEvent(new MouseEvent("click", { bubbles: true, detail: 1 }));
    await drawn();
    expect(count(asked, "delete")).toBe(1);
  });

  const CARDS = {
    resources: [
      {
        ...REPLIES.replies[0],
        topic: "",
        kind: "link",
        url: "",
        phone: "",
        shown: ["crisis", "waiting"],
        place: 3,
      },
    ],
  };
  it.each([
    [RepliesPage, REPLIES, { text: "Neu", place: 7 }],
    [ResourcesPage, CARDS, { text: "Neu", place: 7, shown: ["closed"] }],
  ])("%o keeps what a colleague has changed in a text since", async (Page, before, theirs) => {
    const [kind = "", rows] = Object.entries(before)[0] ?? [];
    let listed: object = before;
    const sent: object[] = [];
    vi.stubGlobal("fetch", async (_: string, { body }: RequestInit = {}) => {
      if (!body) return new Response(JSON.stringify({ ...known.value, ...listed }));
      sent.push(JSON.parse(String(body)));
      return new Response(null, { status: 204 });
    });
    const { all, press } = await on(Page);
    press("Edit");
    await drawn();
    listed = { [kind]: rows?.map((row: object) => ({ ...row, ...theirs })) };
    (all('input[name="title"]')[0] as HTMLInputElement).value = "Guten Tag";
    await send();
    expect(sent).toMatchObject([{ ...theirs, title: "Guten Tag" }]);
  });

  it("sends of an account only what was changed here", async () => {
    const account = {
      ...{ id: "an", login: "an", name: "An", role: "counsellor", languages: ["nl"], skills: [], desks: [] },
      ...{ capacity: 1, active: true },
    };
    server({ "get /api/staff/accounts": { accounts: [account] } });
    const { all, press } = await on(Accounts);
    press("Edit");
    await drawn();
    const sent: [string | undefined, unknown][] = [];
    vi.stubGlobal("fetch", async (_: string, { method, body }: RequestInit = {}) => {
      if (body) sent.push([method, JSON.parse(String(body))]);
      return new Response(JSON.stringify({ ...known.value, accounts: [] }));
    });
    (all('input[name="name"]')[0] as HTMLInputElement).value = "Anna";
    await send();
    expect(sent).toEqual([["PUT", { name: "Anna" }]]);
  });

  it.each([
    [1, "2"],
    [4, "4"],
  ])("offers an account of %d chats at a time up to %s", async (capacity, most) => {
    const account = {
      ...{ id: "an", login: "an", name: "An", role: "counsellor", languages: ["nl"], skills: [], desks: [] },
      ...{ capacity, active: true },
    };
    server({ "get /api/staff/accounts": { accounts: [account] } });
    const { all, press } = await on(Accounts);
    press("Edit");
    await drawn();
    expect(all('input[name="capacity"]')[0]?.getAttribute("max")).toBe(most);
    shown?.close();
    store.board.value = { ...BOARD, staff: [person("a", "An", { capacity })] };
    const live = await on(Live);
    live.all('[data-testid="edit-person"]')[0]?.click();
    await drawn();
    expect(live.all('[data-testid="person-dialog"] input[name="capacity"]')).toHaveLength(Number(most));
  });

  it("takes nobody's change of the same list of an account back", async () => {
    const account = {
      ...{
        id: "an",
        login: "an",
        name: "An",
        role: "counsellor",
        languages: ["nl"],
        skills: ["lgbtq", "trauma"],
      },
      ...{ capacity: 1, active: true, desks: [] },
    };
    server({ "get /api/staff/accounts": { accounts: [account] } });
    known.value = { languages: ["nl", "fr"], skills: ["lgbtq", "trauma"] };
    const { all, press } = await on(Accounts);
    press("Edit");
    await drawn();
    const sent: unknown[] = [];
    vi.stubGlobal("fetch", async (_: string, { body }: RequestInit = {}) => {
      if (body) sent.push(JSON.parse(String(body)));
      return new Response(JSON.stringify({ ...known.value, accounts: [{ ...account, skills: ["trauma"] }] }));
    });
    const ticks = () => all('[data-testid="edit-dialog"] input[type="checkbox"]') as HTMLInputElement[];
    const trauma = ticks().find((one) => one.closest("label")?.textContent?.includes("trauma"));
    trauma?.click();
    await drawn();
    await send();
    expect(sent).toEqual([{ skills: [] }]);
  });

  it("can be in every language of the desk, whichever page was opened first", async () => {
    server({
      "get /api/staff/replies": { replies: [] },
      "get /api/staff/desks/{desk}/colleagues": { colleagues: [], languages: ["nl", "ar"], skills: [] },
    });
    const { all } = await on(RepliesPage);
    await soon(() => expect(all(".segments button")).toHaveLength(3));
  });

  it("keeps the language of a text that the desk does not serve any more", async () => {
    server({ "get /api/staff/replies": REPLIES });
    known.value = { languages: ["nl", "fr"], skills: [] };
    const { all, press } = await on(RepliesPage);
    press("Edit");
    await drawn();
    const offered = all('select[name="language"] option').map((one) => one.getAttribute("value"));
    expect(offered).toEqual(["nl", "fr", "de"]);
  });
});

describe("rows that somebody points at", () => {
  const now = (...chats: BoardChat[]) => {
    store.board.value = { ...BOARD, chats };
    return drawn();
  };
  const rows = () => shown?.all('[data-testid="chat-row"]') ?? [];
  const names = () => rows().map((one) => one.dataset.chat);
  const pointer = (what: string) =>
    rows()[0]
      ?.closest(".scroll")
      ?.parentElement?.dispatchEvent(new Event(`pointer${what}`));
  beforeEach(async () => {
    now(chat("a", { waited_s: 60 }), chat("b", { waited_s: 30 }));
    await on(Live);
    pointer("enter");
  });

  it("stay where they are until they do not", async () => {
    await now(chat("new", { priority: 1 }), chat("b", { priority: 1 }), chat("a"));
    expect(names()).toEqual(["a", "b", "new"]);
    pointer("leave");
    await now(chat("b", { priority: 1 }), chat("a"));
    expect(names()).toEqual(["b", "a"]);
  });

  it("stay also when one of them is over, which takes no act any more", async () => {
    await now(chat("b"));
    expect([names(), rows().map((one) => one.hasAttribute("inert"))]).toEqual([
      ["a", "b"],
      [true, false],
    ]);
    pointer("leave");
    await now(chat("b"));
    expect(names()).toEqual(["b"]);
  });

  it.each([0, 1])("stay under keys, too, and keep the focus when they move after all: %i", async (at) => {
    pointer("leave");
    const why = rows()[at]?.querySelector("button:last-child") as HTMLElement;
    const clock = vi.spyOn(performance, "now");
    why.focus();
    await now(chat("b", { priority: 1 }), chat("a"));
    expect([names(), document.activeElement === why]).toEqual([["a", "b"], true]);
    clock.mockReturnValue(performance.now() + 20_000);
    await now(chat("b", { priority: 1 }), chat("a"));
    expect([names(), document.activeElement === why]).toEqual([["b", "a"], true]);
    await now(chat("a", { priority: 1 }), chat("b"));
    expect([names(), document.activeElement === why]).toEqual([["a", "b"], true]);
  });

  it("are in order again under a pointer that was left there", async () => {
    const clock = vi.spyOn(performance, "now");
    const later = (ms: number) => clock.mockReturnValue(performance.now() + ms);
    later(10_000);
    pointer("move");
    later(10_000);
    await now(chat("new", { priority: 1 }), chat("a"), chat("b"));
    expect(names()).toEqual(["a", "b", "new"]);
    later(10_000);
    await now(chat("new", { priority: 1 }), chat("a"), chat("b"));
    expect(names()).toEqual(["new", "a", "b"]);
  });
});

describe("the switch", () => {
  const language = (waiting: number) => ({
    ...{ language: "nl", waiting, offered: 0, active: 0, longest_wait_s: 60, available: 0 },
  });
  const pressed = async (waiting: number, mode = "closed", change: Partial<Board> = {}) => {
    store.board.value = { ...BOARD, languages: [language(waiting)], ...change };
    const issued = vi.spyOn(commands, "issue").mockResolvedValue();
    const { all } = await on(Live);
    all(`[data-testid="service-${mode}"]`)[0]?.click();
    await drawn();
    return { all, modes: () => issued.mock.calls.map(([command]) => "mode" in command && command.mode) };
  };

  it("closes at once over nobody", async () => {
    const { all, modes } = await pressed(0);
    expect([modes(), all("dialog").length]).toEqual([["closed"], 0]);
  });

  it("asks before it turns somebody away", async () => {
    const { all, modes } = await pressed(2);
    expect([modes(), all("dialog")[0]?.textContent?.includes("2 teens")]).toEqual([[], true]);
    all('[data-testid="close-confirm"]')[0]?.click();
    await drawn();
    expect([modes(), all("dialog").length]).toEqual([["closed"], 0]);
  });

  it("asks nothing for those who are being offered: a counsellor may still take them", async () => {
    const { modes } = await pressed(0, "closed", { languages: [{ ...language(0), offered: 1 }] });
    expect(modes()).toEqual(["closed"]);
  });

  it("asks before it follows hours that may say closed", async () => {
    const { all, modes } = await pressed(2, "auto", { by: "sofie" });
    expect([modes(), all("dialog")[0]?.textContent?.includes("2 teens")]).toEqual([[], true]);
    all('[data-testid="close-confirm"]')[0]?.click();
    await drawn();
    expect([modes(), all("dialog").length]).toEqual([["auto"], 0]);
  });

  it.each([
    ["are followed already", {}],
    ["say open", { by: "sofie", closes_in_s: 60 }],
    ["find the desk closed", { by: "sofie", service: "closed" }],
  ] as const)("follows hours at once that %s", async (_, change) => {
    const { modes } = await pressed(2, "auto", change);
    expect(modes()).toEqual(["auto"]);
  });
});

describe("reports", () => {
  const ask = async () => {
    shown?.all("form")[0]?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
    await drawn();
  };
  beforeEach(() => change({ name: "service" }));

  it("say that there is nothing in the period", async () => {
    server({ "get /api/staff/reports/{name}": REPORT });
    const { all } = await on(Reports);
    await ask();
    expect([all('[data-testid="report"]').length, all(".empty").length]).toEqual([1, 1]);
  });

  it("show every row, and a column that nobody has worded as it is", async () => {
    const rows = Array.from({ length: 60 }, (_, at) => [`2026-01-${at}`, at, null]);
    const columns = [...REPORT.columns, { key: "odd_figure", kind: "percent" }];
    server({ "get /api/staff/reports/{name}": { ...REPORT, columns, rows } });
    const { all } = await on(Reports);
    await ask();
    expect([all("tbody tr").length, all("thead th").at(-1)?.textContent]).toEqual([60, "odd figure"]);
  });

  it("are said to be there, and not read out from end to end", async () => {
    server({ "get /api/staff/reports/{name}": { ...REPORT, rows: [["2026-01-01", 7]] } });
    const { all } = await on(Reports);
    await ask();
    const [said] = all("[role=status]");
    expect(said?.textContent).toContain(t("report.name.service"));
    expect(all("[aria-live] table, [role=status] table")).toEqual([]);
  });

  it("say that they could not be had", async () => {
    const { all } = await on(Reports);
    await ask();
    expect([all('[role="alert"]').length, all('[data-testid="report"]').length]).toEqual([1, 0]);
  });
});

describe("a part of the page", () => {
  it("that does not come says so, with a way on", async () => {
    const { all } = await on(part(() => Promise.reject(new Error("gone"))));
    expect(all('[data-testid="part-missing"] button')).toHaveLength(1);
  });

  it("is there at once when it has come before", async () => {
    const Part = part(async () => () => <p class="come">here</p>);
    const { all, close } = await on(Part);
    expect(all(".come")).toHaveLength(1);
    close();
    expect((await show(Part)).all(".come")).toHaveLength(1);
  });
});

it("asks no more for a page that has gone while its change was under way", async () => {
  const { useRemote } = await import("./editors/remote");
  const away = new ApiError(503, "unavailable");
  const load = vi.fn(() => Promise.resolve("list"));
  let saved = (): void => undefined;
  const change = () => new Promise<void>((done) => (saved = done));
  const List = () => {
    const list = useRemote(load, []);
    return <button type="button" onClick={() => void list.change(change)} />;
  };
  const { all, close } = await on(List);
  all("button")[0]?.click();
  close();
  await drawn();
  load.mockReset().mockRejectedValue(away);
  saved();
  await new Promise((done) => setTimeout(done, 2_000));
  expect(load.mock.calls.length).toBeLessThan(2);
});

it("names the codes of the form while the desk's own questions cannot be had", async () => {
  const { loadCodes, codeName } = await import("./reports/codes");
  const label = { nl: "Gesprek", fr: "x", de: "x", en: "Talked" };
  server({
    "get /api/staff/desks/{desk}/form": {
      ...{ version: 1, fields: [{ name: "outcome", options: [{ code: "odd_one", label }] }] },
    },
  });
  let here = true;
  void loadCodes(() => here);
  await soon(() => expect(codeName("odd_one", "outcome")).toBe("Talked"));
  here = false;
});

it("shows the answer to the last question, whichever comes last", async () => {
  const { useRemote } = await import("./editors/remote");
  const answers: ((value: string) => void)[] = [];
  const load = () => new Promise<string>((done) => answers.push(done));
  const List = () => {
    const list = useRemote(load, []);
    return (
      <button type="button" onClick={() => void list.reload()}>
        {list.value}
      </button>
    );
  };
  const { all } = await on(List);
  all("button")[0]?.click();
  answers[1]?.("newer");
  answers[0]?.("older");
  await drawn();
  expect(all("button")[0]?.textContent).toBe("newer");
});

it.each([
  ["text", "textarea", 2_000],
  ["title", "input", 120],
])(
  "keeps the whole %s that is pasted, and a form with it unsent, and says by how much it is too long",
  async (name, tag, most) => {
    const asked = server({ "get /api/staff/replies": { replies: [] } });
    const { all, press } = await on(RepliesPage);
    await drawn();
    press("Add");
    await drawn();
    const field = all(`${tag}[name="${name}"]`)[0] as HTMLTextAreaElement;
    field.value = "é".repeat(most + 7);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await drawn();
    expect([field.value.length, field.validity.customError]).toEqual([most + 7, true]);
    expect(all('[data-testid="room"]').map((one) => one.textContent)).toEqual([
      "7 characters too many. Make it shorter.",
    ]);
    field.value = "short";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await drawn();
    expect([field.validity.customError, all('[data-testid="room"]').length]).toEqual([false, 0]);
    expect(asked.filter((one) => one.startsWith("post"))).toEqual([]);
  },
);

it("marks a chat that nobody on duty can take", async () => {
  store.board.value = { ...BOARD, chats: [chat("c1", { unserved: true }), chat("c2")] };
  const { all } = await on(Live);
  await drawn();
  const marked = all('[data-testid="chat-row"]').map((row) =>
    row.textContent?.includes("Nobody on duty can"),
  );
  expect(marked).toEqual([true, false]);
});

describe("the hours", () => {
  const week = (mon: string) => ({
    zone: "Europe/Brussels",
    week: { mon: [[mon, "18:00"]] },
    exceptions: [] as { date: string; open: string[][] }[],
  });
  let stored = { desk: "main", definition: week("14:00"), by: "an", at: 1 };
  let sent: { definition: { week: Record<string, unknown>; exceptions: { date: string }[] } }[] = [];
  const day = (at: number) => shown?.all(".day input")[at] as HTMLInputElement;
  const type = async (at: number, text: string) => {
    day(at).value = text;
    day(at).dispatchEvent(new Event("input", { bubbles: true }));
    await drawn();
  };
  const save = async () => {
    shown?.all("form.hours")[0]?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
    await drawn();
  };
  const state = () => shown?.all('[data-testid="saved-state"]')[0]?.textContent;
  let visits = 0;
  beforeEach(() => {
    visits += 1;
    me.value = { ...PERSON, id: `sofie ${visits}` }; // nobody finds what another test left unsaved
    stored = { desk: "main", definition: week("14:00"), by: "an", at: 1 };
    sent = [];
    vi.stubGlobal("fetch", async (path: string, { method, body }: RequestInit = {}) => {
      if (path.endsWith("/preview")) return new Response(JSON.stringify({ days: [] }));
      if (method !== "PUT") return new Response(JSON.stringify(stored));
      const given = JSON.parse(String(body));
      if (given.at !== stored.at) return new Response('{"code":"hours_changed"}', { status: 409 });
      sent.push(given);
      return new Response(null, { status: 204 });
    });
  });

  it("are saved once, as they stand, with two presses", async () => {
    await on(HoursPage);
    await type(1, "9-12");
    await Promise.all([save(), save()]);
    expect(sent.map(({ definition }) => definition.week)).toMatchObject([
      { mon: [["14:00", "18:00"]], tue: [["09:00", "12:00"]] },
    ]);
    expect(day(1).value).toBe("");
  });

  it("that are shown are those of the newest text, whichever answer comes last", async () => {
    const answers: ((date: string) => void)[] = [];
    const preview = () =>
      new Promise<Response>((done) => {
        answers.push((date) => done(new Response(JSON.stringify({ days: [{ date, open: [] }] }))));
      });
    vi.stubGlobal("fetch", async (path: string) =>
      path.endsWith("/preview") ? preview() : new Response(JSON.stringify(stored)),
    );
    const { all } = await on(HoursPage);
    await soon(() => expect(answers).toHaveLength(1));
    await type(1, "9-12");
    await soon(() => expect(answers).toHaveLength(2));
    answers[1]?.("2026-12-02");
    answers[0]?.("2026-12-01");
    await drawn();
    expect(all(".preview dt").map((one) => one.textContent)).toEqual(["Wed, Dec 2"]);
  });

  it("of a colleague who was faster are not undone: they are shown, and saved with the next try", async () => {
    await on(HoursPage);
    await type(1, "9-12");
    stored = { ...stored, definition: week("15:00"), by: "Sofie", at: 2 };
    await save();
    expect(sent).toEqual([]);
    expect([day(0).value, day(1).value]).toEqual(["15:00–18:00", "9-12"]);
    await save();
    expect(sent[0]?.definition.week).toMatchObject({ mon: [["15:00", "18:00"]], tue: [["09:00", "12:00"]] });
  });

  it("of a day that was written and put back undo no colleague's", async () => {
    await on(HoursPage);
    await type(0, "15-16");
    await type(0, "14-18");
    await type(1, "9-12");
    stored = { ...stored, definition: week("10:00"), by: "Sofie", at: 2 };
    await save();
    expect([day(0).value, day(1).value]).toEqual(["10:00–18:00", "9-12"]);
    await save();
    expect(sent[0]?.definition.week).toMatchObject({ mon: [["10:00", "18:00"]], tue: [["09:00", "12:00"]] });
  });

  it("that are not saved outlive a look elsewhere, are asked about before the window closes, and can be undone", async () => {
    const asked = () => !dispatchEvent(new Event("beforeunload", { cancelable: true }));
    const { close } = await on(HoursPage);
    await type(1, "9-12");
    expect(asked()).toBe(true);
    close();
    const { close: away } = await on(Audit);
    expect(asked()).toBe(true);
    away();
    const { press } = await on(HoursPage);
    expect([day(1).value, state(), asked()]).toEqual(["9-12", t("dashboard.unsaved"), true]);
    me.value = { ...PERSON, id: "dirk" };
    expect(asked()).toBe(false);
    me.value = { ...PERSON, id: `sofie ${visits}` };
    await drawn();
    press(t("dashboard.undo"));
    await drawn();
    expect([day(1).value, state(), asked()]).toEqual(["", t("dashboard.all_saved"), false]);
  });

  it("that one person has not saved are not shown to the next one on this page", async () => {
    const { close } = await on(HoursPage);
    await type(1, "9-12");
    close();
    me.value = { ...PERSON, id: "dirk" };
    await on(HoursPage);
    expect(day(1).value).toBe("");
  });

  it("that cannot be read, or have not changed, are not sent", async () => {
    await on(HoursPage);
    await save();
    await type(1, "from two");
    expect(state()).toBe(t("dashboard.hours.wrong"));
    await save();
    expect(sent).toEqual([]);
  });

  it("of dates that a colleague has added are kept beside those that are being written", async () => {
    const { all } = await on(HoursPage);
    const dates = () => all("input.date").map((one) => (one as HTMLInputElement).value);
    const write = async (at: number, text: string) => {
      const field = all("input.date")[at] as HTMLInputElement;
      field.value = text;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      await drawn();
    };
    all("form.hours fieldset .btn.small")[0]?.click();
    await drawn();
    await write(0, "2026-12-24");
    const christmas = { date: "2026-12-25", open: [] as string[][] };
    stored = { ...stored, definition: { ...week("14:00"), exceptions: [christmas] }, at: 2 };
    await save();
    expect(dates()).toEqual(["2026-12-24", "2026-12-25"]);
    await save();
    expect(sent.map(({ definition }) => definition.exceptions.map(({ date }) => date))).toEqual([
      ["2026-12-24", "2026-12-25"],
    ]);
  });

  it("lose one date with two presses, not the next one, which has come into its place", async () => {
    const exceptions = ["24", "25", "26"].map((date) => ({
      date: `2026-12-${date}`,
      open: [] as string[][],
    }));
    stored = { ...stored, definition: { ...week("14:00"), exceptions } };
    const { all } = await on(HoursPage);
    for (const detail of [1, 2]) {
      all(".row .icon-only")[0]?.dispatchEvent(new MouseEvent("click", { bubbles: true, detail }));
      await drawn();
    }
    const dates = all("input.date").map((one) => (one as HTMLInputElement).value);
    expect(dates).toEqual(["2026-12-25", "2026-12-26"]);
  });

  it("are those of the desk one works at by now", async () => {
    await on(HoursPage);
    await type(1, "9-12");
    stored = { desk: "north", definition: week("16:00"), by: "", at: 3 };
    me.value = { ...PERSON, desks: ["north"] };
    await drawn();
    expect([day(0).value, day(1).value]).toEqual(["16:00–18:00", ""]);
  });
});

describe("the profile", () => {
  const GIVEN = { set: {}, defaults: PROFILE };
  const type = async (field: HTMLElement, text: string) => {
    (field as HTMLInputElement).value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await drawn();
  };
  const submit = async () => {
    shown?.all("form")[0]?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
    await drawn();
  };
  const state = () => shown?.all('[data-testid="saved-state"]')[0]?.textContent;

  it("keeps what was written when the server refuses it, and says where and why", async () => {
    server({ "get /api/staff/settings/{desk}": GIVEN });
    const { all, press } = await on(ProfilePage);
    await type(all('[data-testid="forum"]')[0] as HTMLElement, "https://forum.example");
    const refusal = { code: "bad_value", field: "forum", why: "has a host that is none" };
    const sent: unknown[] = [];
    vi.stubGlobal("fetch", async (_: string, { body }: RequestInit = {}) => {
      if (!body) return new Response(JSON.stringify(GIVEN));
      sent.push(JSON.parse(String(body)));
      return new Response(JSON.stringify(refusal), { status: 422 });
    });
    await submit();
    expect(sent).toEqual([{ forum: "https://forum.example" }]);
    expect((all('[data-testid="forum"]')[0] as HTMLInputElement).value).toBe("https://forum.example");
    expect(all(".field-error").map((one) => one.textContent)).toEqual([
      t("dashboard.profile.refused", { why: refusal.why }),
    ]);
    expect(state()).toBe(t("dashboard.unsaved"));
    press(t("dashboard.undo"));
    await drawn();
    expect(state()).toBe(t("dashboard.all_saved"));
  });

  it.each([
    [0, "↓"],
    [1, "↑"],
  ])("keeps the focus on a topic that moves: %i %s", async (at, sign) => {
    server({ "get /api/staff/settings/{desk}": GIVEN });
    const { all } = await on(ProfilePage);
    const topics = () => all('[data-testid="field-topics"] ol.ordered li');
    const first = topics().map((one) => one.textContent);
    const step = [...(topics()[at]?.querySelectorAll("button") ?? [])].find((one) =>
      one.textContent?.startsWith(sign),
    );
    step?.focus();
    step?.click();
    await drawn();
    expect(topics().map((one) => one.textContent)).toEqual([...first].reverse());
    expect(document.activeElement).toBe(step);
  });

  it("leaves alone what a colleague has changed since, and sends only what was written here", async () => {
    server({ "get /api/staff/settings/{desk}": GIVEN });
    const { all, close } = await on(ProfilePage);
    await type(all('[data-testid="forum"]')[0] as HTMLElement, "https://forum.example");
    close();
    const phones = [{ number: "106", words: { nl: "Bel" }, who: ["everyone"] }];
    const sent: unknown[] = [];
    vi.stubGlobal("fetch", async (_: string, { body }: RequestInit = {}) => {
      if (body) sent.push(JSON.parse(String(body)));
      return new Response(JSON.stringify({ ...GIVEN, set: { phones } }), { status: 200 });
    });
    me.value = { ...PERSON, id: "dirk" };
    const { close: away } = await on(ProfilePage);
    expect(state()).toBe(t("dashboard.all_saved"));
    away();
    me.value = PERSON;
    const { all: later, press } = await on(ProfilePage);
    expect(later('[data-testid="phone"]')).toHaveLength(1);
    await submit();
    expect(sent).toEqual([{ forum: "https://forum.example" }]);
    press(t("dashboard.undo"));
    await drawn();
  });

  it("keeps what a colleague has changed of the same list meanwhile", async () => {
    const phone = (number: string) => ({ number, words: { nl: "Bel" }, who: ["everyone"] });
    server({ "get /api/staff/settings/{desk}": { ...GIVEN, set: { phones: [phone("106")] } } });
    const { all } = await on(ProfilePage);
    await type(all('[data-testid="phone"] input')[0] as HTMLElement, "107");
    const set = { phones: [phone("106"), phone("112")] };
    const sent: unknown[] = [];
    vi.stubGlobal("fetch", async (_: string, { body }: RequestInit = {}) => {
      if (body) sent.push(Object.assign(set, JSON.parse(String(body))));
      return new Response(JSON.stringify({ ...GIVEN, set }), { status: 200 });
    });
    await submit();
    expect(sent).toEqual([{ phones: [phone("107"), phone("112")] }]);
    expect(state()).toBe(t("dashboard.all_saved"));
  });

  it("sends nothing that is not right yet, and says what is not", async () => {
    const asked = server({ "get /api/staff/settings/{desk}": GIVEN });
    const { all, press } = await on(ProfilePage);
    await type(all('[data-testid="quiet_ask_ms"]')[0] as HTMLElement, "20");
    await submit();
    expect(asked.filter((one) => one.startsWith("put"))).toEqual([]);
    expect(state()).toContain(t("dashboard.profile.quiet_end_ms"));
    press(t("dashboard.undo"));
    await drawn();
  });

  it("says of each neighbour whether both agree, and sends what is chosen", async () => {
    const others = [{ desk: "east", name: { en: "East" }, sends: ["fr"], takes: ["de"] }];
    server({
      "get /api/staff/settings/{desk}": GIVEN,
      "get /api/staff/neighbours/{desk}": { neighbours: others },
    });
    const { all, text } = await on(ProfilePage);
    for (const code of ["de", "nl"]) {
      const pick = all(`[data-testid="sends-${code}"]`)[0] as HTMLSelectElement;
      pick.value = "east";
      pick.dispatchEvent(new Event("change", { bubbles: true }));
      await drawn();
    }
    expect(text()).toContain(t("dashboard.profile.sends_to.agreed", { name: "East" }));
    expect(text()).toContain(t("dashboard.profile.sends_to.open", { name: "East" }));
    expect(text()).toContain(t("dashboard.profile.takes_from.asks", { languages: "French" }));
    all('[data-testid="takes-east"] input')[1]?.click();
    await drawn();
    const sent: unknown[] = [];
    vi.stubGlobal("fetch", async (_: string, { body }: RequestInit = {}) => {
      if (body) sent.push(JSON.parse(String(body)));
      return new Response(JSON.stringify(GIVEN), { status: 200 });
    });
    await submit();
    expect(sent).toEqual([{ sends_to: { de: "east", nl: "east" }, takes_from: { east: ["fr"] } }]);
  });

  it("says nothing of neighbours in a house of one desk", async () => {
    server({
      "get /api/staff/settings/{desk}": GIVEN,
      "get /api/staff/neighbours/{desk}": { neighbours: [] },
    });
    expect((await on(ProfilePage)).all('[data-testid="field-sends_to"]')).toEqual([]);
  });

  it("lets a supervisor read, and change nothing", async () => {
    me.value = { ...PERSON, role: "supervisor" };
    server({ "get /api/staff/settings/{desk}": GIVEN });
    const { all } = await on(ProfilePage);
    expect([all("form > fieldset[disabled]").length, all('[data-testid="save"]').length]).toEqual([1, 0]);
  });
});

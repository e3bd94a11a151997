// @vitest-environment happy-dom
// A neighbour is offered only where the desk told of one, and only a yes leads there; who came over is not sent on.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { sealBox } from "../shared/box";
import { b64u } from "../shared/crypto/bytes";
import type { Availability } from "../shared/http";
import { type Shown, server, type show, soon } from "../shared/testing";

const DESK: Availability = {
  ...{
    desk: "main",
    zone: "Europe/Brussels",
    service: "open",
    opens_at: null,
    languages: ["nl", "fr", "de", "en"],
  },
  ...{
    served: ["nl"],
    low_s: 1,
    high_s: 2,
    topics: [],
    name: { nl: "West" },
    forum: "",
    exit_url: "",
    cards: [],
  },
  neighbours: { de: { desk: "east", name: { de: "Ostbelgien", en: "East" } } },
};

interface Addressed {
  happyDOM: { setURL(url: string): void };
}
let shown: Shown | null = null;
let asked: string[] = [];
let went: string[] = [];

/** A fresh page at this address, and its screens. */
async function at(path: string) {
  vi.resetModules();
  (window as unknown as Addressed).happyDOM.setURL(`https://chat.example.be${path}`);
  const store = await import("./store");
  store.availability.value = DESK;
  const screens = {
    ...(await import("./view/standing")),
    ...(await import("./view/closed")),
    ...(await import("./view/before")),
  };
  const { show: draw } = await import("../shared/testing");
  const on = async (View: Parameters<typeof show>[0], language: Parameters<typeof show>[1]) => {
    shown = await draw(View, language);
    return shown;
  };
  return { ...screens, store, on };
}

beforeEach(() => {
  asked = server({ "post /api/desks/{desk}/visits": { ok: true } });
  went = [];
  vi.spyOn(window.location, "replace").mockImplementation((to) => void went.push(String(to)));
});
afterEach(() => {
  shown?.close();
  sessionStorage.clear();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe("at a desk where nobody speaks the language", () => {
  it("says whom they will talk to, and goes there with a yes that is counted here", async () => {
    const { Standing, on } = await at("/widget/main");
    const { text, press } = await on(Standing, "de");
    expect(text()).toContain("Ostbelgien kann dir jetzt helfen");
    expect(text()).toContain("Dann redest du mit den Leuten von Ostbelgien.");
    expect([asked, went]).toEqual([[], []]);
    press("Ja, gern");
    expect(asked).toEqual(["post /api/desks/main/visits"]);
    expect(went).toEqual(["/widget/main/east?lang=de"]);
  });

  it("stays with a no, and asks no more", async () => {
    const { Standing, on } = await at("/widget/main");
    const { text, press, all } = await on(Standing, "de");
    press("Nein");
    await soon(() => expect(all('[data-test="neighbour"]')).toEqual([]));
    expect(text()).toContain("Gerade spricht hier niemand Deutsch");
    expect([asked, went]).toEqual([[], []]);
  });

  it.each(["fr", "en"] as const)("offers nobody for %s, which no neighbour takes", async (language) => {
    const { Standing, on } = await at("/widget/main");
    expect((await on(Standing, language)).all('[data-test="neighbour"]')).toEqual([]);
  });
});

it("is offered by a desk that is closed", async () => {
  const { Closed, store, on } = await at("/widget/main");
  store.availability.value = { ...DESK, service: "closed", served: [] };
  expect((await on(Closed, "de")).all('[data-test="neighbour"]')).toHaveLength(1);
});

it("is told to who came over, with a way back and no other neighbour", async () => {
  const { Before, Standing, on } = await at("/widget/west/main");
  const before = await on(Before, "de");
  expect(before.text()).toContain("Du bist jetzt bei West.");
  before.press("Zurück");
  expect(went).toEqual(["/widget/west?lang=de"]);
  before.close();
  expect((await on(Standing, "de")).all('[data-test="neighbour"]')).toEqual([]);
});

it("keeps a chat of the neighbour's in its own page after a reload of the first desk's", async () => {
  const key = { handle: "h".repeat(22), key: b64u(new Uint8Array(32).fill(7)) };
  const held = { chat: "c".repeat(22), token: "t".repeat(43), ticket: "k" };
  sessionStorage.setItem("hearline.chat", await sealBox(key, { desk: "east", held }));
  server({ "post /api/chats/box": { key: key.key } });
  await at("/widget/main");
  const { resume } = await import("./course");
  await resume();
  expect(went).toEqual(["/widget/main/east?lang=nl"]);
  expect(sessionStorage.getItem("hearline.chat")).not.toBeNull();
});

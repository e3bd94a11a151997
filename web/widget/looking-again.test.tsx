// @vitest-environment happy-dom
// A page that lies open before a chat: how long it takes and whether somebody is there are asked again.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Availability } from "../shared/http";
import { t } from "../shared/i18n";
import { drawn, type Shown, server, show, soon } from "../shared/testing";
import { shown as seen } from "./host";
import { provide } from "./parts";
import * as store from "./store";
import { Before } from "./view/before";
import { Closed } from "./view/closed";
import { Standing } from "./view/standing";
import { Welcome } from "./view/welcome";

const OPEN = {
  ...{ service: "open", now: "open", served: ["en"], low_s: 60, high_s: 300, topics: [], phones: [] },
  rules: {},
} as unknown as Availability;
const CLOSED = { ...OPEN, service: "closed", now: "closed" } as Availability;
const MINUTE = 60_000;

let shown: Shown | null = null;
const on = async (screen: store.Screen, desk: Availability): Promise<Shown> => {
  store.screen.value = screen;
  store.availability.value = desk;
  shown = await show(screen === "welcome" ? Welcome : Closed);
  await soon(() => expect(vi.getTimerCount()).toBe(1));
  return shown;
};
const answers = (desk: Availability): string[] =>
  server({ "get /api/desks/{desk}": desk, "get /api/desks/{desk}/resources": { resources: [] } });
const passes = async (ms: number): Promise<void> => {
  vi.advanceTimersByTime(ms);
  await drawn();
};
const looks = (asked: string[]): number => asked.filter((one) => one === "get /api/desks/main").length;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  provide({ welcome: Welcome, before: Before, standing: Standing, closed: Closed }, {});
  store.joining.value = false;
});
afterEach(() => {
  shown?.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  store.availability.value = null;
  seen.value = true;
});

it("says the wait of now, not of when it was opened", async () => {
  const { text } = await on("welcome", OPEN);
  expect(text()).toContain("5");
  answers({ ...OPEN, now: "busy", low_s: 1_200, high_s: 2_400 });
  await passes(MINUTE);
  expect(text()).toContain(t("widget.busy"));
  expect(text()).toContain("40");
});

it("says that the desk has closed, and takes nothing away of what was told", async () => {
  const { text, root } = await on("welcome", OPEN);
  const code = root.querySelector<HTMLInputElement>("#code");
  if (code) code.value = "four words";
  code?.dispatchEvent(new Event("input", { bubbles: true }));
  answers(CLOSED);
  await passes(MINUTE);
  expect(text()).toContain(t("widget.closed.title"));
  expect(store.screen.value).toBe("welcome");
  expect(root.querySelector<HTMLInputElement>("#code")?.value).toBe("four words");
});

it("opens with the desk", async () => {
  await on("closed", CLOSED);
  answers(OPEN);
  await passes(MINUTE);
  expect(store.screen.value).toBe("welcome");
});

it("keeps what was told when nobody answers, and what Start has begun", async () => {
  await on("welcome", OPEN);
  server({});
  await passes(MINUTE);
  expect(store.availability.value).toBe(OPEN);
  store.joining.value = true;
  answers(CLOSED);
  await passes(MINUTE);
  expect(store.availability.value).toBe(OPEN);
});

it("asks nothing while nobody looks, at once when they come back, and no more once it has gone", async () => {
  await on("welcome", OPEN);
  const asked = answers(OPEN);
  const hidden = vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  await passes(3 * MINUTE);
  expect(looks(asked)).toBe(0);
  hidden.mockReturnValue(false);
  document.dispatchEvent(new Event("visibilitychange"));
  await drawn();
  expect(looks(asked)).toBe(1);
  shown?.close();
  await soon(() => expect(vi.getTimerCount()).toBe(0));
  await passes(3 * MINUTE);
  expect(looks(asked)).toBe(1);
});

it("asks nothing in a frame that is hidden, and at once when it is opened again", async () => {
  await on("welcome", OPEN);
  const asked = answers(OPEN);
  seen.value = false;
  await passes(3 * MINUTE);
  expect(looks(asked)).toBe(0);
  seen.value = true;
  await drawn();
  expect(looks(asked)).toBe(1);
});

it("opens with the desk in a frame that is hidden, for the button that says how it stands", async () => {
  answers(CLOSED);
  await on("closed", CLOSED);
  seen.value = false;
  await drawn();
  expect(store.screen.value).toBe("closed");
  answers(OPEN);
  await passes(MINUTE);
  expect(store.screen.value).toBe("welcome");
});

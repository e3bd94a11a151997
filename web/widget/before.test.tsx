// @vitest-environment happy-dom
// What may be told before a chat: three steps, each of which may stay open, and what becomes of it in the wish.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { TOPICS } from "../shared/codes";
import type { Availability } from "../shared/http";
import { LANGUAGES, t } from "../shared/i18n";
import { drawn, type Shown, server, show } from "../shared/testing";
import * as store from "./store";
import { Before } from "./view/before";
import { Welcome } from "./view/welcome";
import { wishFor } from "./wish";

const Page = () => (
  <>
    <Welcome />
    <Before />
  </>
);

const DESK = {
  phones: [{ number: "116 000", words: { en: "Talk to us" }, who: ["everyone", "adults"] }],
} as unknown as Availability;
let shown: Shown;
const part = (name: string): HTMLInputElement =>
  shown.root.querySelector(`[data-test="${name}"]`) as HTMLInputElement;
const press = async (name: string): Promise<void> => {
  part(name).click();
  await drawn();
};

beforeEach(async () => {
  server({});
  store.profile.value = { nickname: "", topic: "", age: "" };
  shown = await show(Page);
});
afterEach(() => {
  shown.close();
  store.availability.value = null;
  vi.unstubAllGlobals();
});

it("may stay open altogether", async () => {
  for (let step = 0; step < 2; step += 1) await press("before-next");
  expect(part("before-next")).toBeNull();
  const { how_bad, danger, topic, age_band } = wishFor("main");
  expect([how_bad, danger, topic, age_band]).toEqual([undefined, undefined, "", "unknown"]);
});

it("tells age, topic and how bad it is, and can take each back", async () => {
  await press("age-14_15");
  await press("before-next");
  await press("topic-gaming");
  await press("before-next");
  await press("bad-4");
  expect(wishFor("main")).toMatchObject({ age_band: "14_15", topic: "gaming", how_bad: 4 });
  await press("bad-0");
  await press("before-back");
  expect(part("topic-gaming").checked).toBe(true);
  await press("topic-none");
  await press("before-back");
  await press("age-none");
  const { how_bad, topic, age_band } = wishFor("main");
  expect([how_bad, topic, age_band]).toEqual([undefined, "", "unknown"]);
});

it("takes the focus to each step's question", async () => {
  await press("before-next");
  expect(document.activeElement?.textContent).toBe(t("widget.form.topic"));
  await press("before-next");
  expect(document.activeElement?.textContent).toBe(t("widget.form.bad"));
  await press("before-back");
  expect(document.activeElement?.textContent).toBe(t("widget.form.topic"));
});

it("has a picture of its own for each topic", async () => {
  await press("before-next");
  const drawn = TOPICS.map((topic) => part(`topic-${topic}`).parentElement?.querySelector("path"));
  expect(new Set(drawn.map((path) => path?.getAttribute("d"))).size).toBe(TOPICS.length);
});

it("lets who is in danger go first, by the numbers they opened, and lets them take it back", async () => {
  const numbers = shown.root.querySelector("details.danger-card") as HTMLDetailsElement;
  numbers.open = true;
  numbers.dispatchEvent(new Event("toggle"));
  await drawn();
  expect([wishFor("main").danger, part("in-danger") !== null]).toEqual([true, true]);
  (part("in-danger").querySelector("button") as HTMLButtonElement).click();
  await drawn();
  expect([wishFor("main").danger, part("in-danger")]).toEqual([undefined, null]);
});

it("opens the numbers for a heavy topic, which alone is no danger now", async () => {
  await press("before-next");
  await press("topic-self_harm");
  const numbers = shown.root.querySelector("details.danger-card") as HTMLDetailsElement;
  numbers.dispatchEvent(new Event("toggle"));
  await drawn();
  expect([numbers.open, wishFor("main").danger]).toEqual([true, undefined]);
});

it("shows the numbers at once for danger now, and to who cannot take it any more", async () => {
  await press("before-next");
  await press("topic-danger_now");
  expect((shown.root.querySelector("details.danger-card") as HTMLDetailsElement).open).toBe(true);
  expect(part("in-danger")).not.toBeNull();
  await press("topic-none");
  expect(part("in-danger")).toBeNull();
  await press("before-next");
  await press("bad-5");
  expect(
    [...shown.root.querySelectorAll("details.danger-card")].filter((one) => (one as HTMLDetailsElement).open),
  ).toHaveLength(1);
});

it.each(LANGUAGES)("has seven short lines of rules and facts in %s", async (language) => {
  shown.close();
  shown = await show(Page, language);
  const lines = [...part("rules").querySelectorAll("li")].map((line) => line.textContent ?? "");
  expect(lines).toHaveLength(7);
  for (const sentence of lines.flatMap((line) => line.split(/(?<=[.?!])\s+(?=\p{Lu})/u)))
    expect(sentence.split(/\s+/).length, sentence).toBeLessThanOrEqual(15);
});

it("speaks to children and to adults in words of their own", async () => {
  store.availability.value = DESK;
  await press("age-lt12");
  expect(part("way-lt12").textContent).toContain(t("widget.child"));
  await press("age-adult");
  expect([part("way-lt12"), part("way-adult").querySelector("a")?.getAttribute("href")]).toEqual([
    null,
    "tel:116000",
  ]);
});

// @vitest-environment happy-dom
// After the end: of how they felt and feel only the difference leaves the page; proof stays on their device.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { LANGUAGES, setLanguage, t } from "../shared/i18n";
import { drawn, type Shown, show } from "../shared/testing";
import * as store from "./store";
import { Proof } from "./view/proof";
import { Survey } from "./view/survey";

let shown: Shown;
const sent: Record<string, unknown>[] = [];
const part = (name: string): HTMLElement | null => shown.root.querySelector(`[data-test="${name}"]`);
const press = async (name: string): Promise<void> => {
  part(name)?.click();
  await drawn();
};

beforeEach(async () => {
  sent.length = 0;
  vi.stubGlobal("fetch", async (_: string, init: RequestInit = {}) => {
    sent.push(JSON.parse(String(init.body)));
    return new Response(JSON.stringify({ ok: true }));
  });
  await setLanguage("en");
});
afterEach(() => {
  shown.close();
  vi.unstubAllGlobals();
});

it.each([
  [0, 4, 4],
  [4, 0, -4],
  [2, 2, 0],
])("tells of %i before and %i after the difference %i, and neither of them", async (before, after, feel) => {
  store.profile.value = { nickname: "", topic: "gaming", age: "14_15", feels: before };
  shown = await show(Survey);
  await press(`feel-${after}`);
  await press("survey");
  expect(sent).toHaveLength(1);
  expect(Object.keys(sent[0] ?? {}).sort()).toEqual(["feel", "id", "language"]);
  expect(sent[0]?.feel).toBe(feel);
});

it("keeps every answer, however fast they are tapped, the desk's own too", async () => {
  const yes = { code: "yes", words: { en: "Yes" } };
  const own = ["calm", "room"].map((code) => ({ code, words: { en: code }, answers: [yes] }));
  store.availability.value = { after: own } as unknown as typeof store.availability.value;
  shown = await show(Survey);
  for (const name of ["helped", "better", "own-calm", "own-room"]) part(`${name}-yes`)?.click();
  await drawn();
  await press("survey");
  store.availability.value = null;
  expect(sent[0]).toMatchObject({ helped: "yes", better: "yes", own: { calm: "yes", room: "yes" } });
});

it("sends the answer that was tapped at the same moment as the button", async () => {
  store.profile.value = { nickname: "", topic: "", age: "", feels: 2 };
  shown = await show(Survey);
  for (const name of ["helped-yes", "feel-4", "survey"]) part(name)?.click();
  await drawn();
  expect(sent[0]).toMatchObject({ helped: "yes", feel: 2 });
});

it("asks nobody how they feel who was not asked before, and sends nothing that was not tapped", async () => {
  store.profile.value = { nickname: "", topic: "", age: "" };
  shown = await show(Survey);
  expect(part("feel-2")).toBeNull();
  await press("survey");
  expect(sent).toEqual([]);
  await press("helped-yes");
  await press("survey");
  expect(Object.keys(sent[0] ?? {}).sort()).toEqual(["helped", "id", "language"]);
});

it.each(LANGUAGES)(
  "says in %s how to keep proof, in short sentences, without a form or a link",
  async (language) => {
    shown = await show(Proof, language);
    const lines = [...shown.root.querySelectorAll("li, p")].map((line) => line.textContent ?? "");
    expect(lines).toHaveLength(8);
    for (const sentence of lines.flatMap((line) => line.split(/(?<=[.?!:])\s+(?=\p{Lu})/u)))
      expect(sentence.split(/\s+/).length, sentence).toBeLessThanOrEqual(15);
    expect(shown.root.querySelectorAll("input, a, button")).toHaveLength(0);
    expect(shown.text()).toContain(t("widget.proof.7"));
  },
);

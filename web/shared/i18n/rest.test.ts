// @vitest-environment happy-dom
// More words come once, in the language of the page, and in each one chosen later; the last choice counts.
import { expect, it, vi } from "vitest";
import { addWords, lang, setLanguage, t, wordsFor } from ".";
import { REST } from "./rest";

it("has words", async () => {
  for (const load of Object.values(REST))
    expect(Object.keys((await load()).default).length).toBeGreaterThan(900);
});

it("adds words to what is there, and to what is chosen later", async () => {
  await setLanguage("en");
  const words = (own: string) => async () => ({ default: { "code.topic.added": own } });
  const more = { nl: words("meer"), fr: words("plus"), de: words("mehr"), en: words("more") };
  await addWords(more);
  expect([wordsFor("code.topic", "added"), t("staff.cancel")]).toEqual(["more", "Cancel"]);
  await setLanguage("fr");
  expect([wordsFor("code.topic", "added"), lang.value]).toEqual(["plus", "fr"]);
});

it("stays in the language that was chosen last, whichever comes first", async () => {
  let slow: () => void = () => undefined;
  const waits = new Promise<void>((done) => {
    slow = done;
  });
  const none = async () => ({ default: {} });
  await addWords({ nl: none, fr: none, en: none, de: async () => waits.then(none) });
  const first = setLanguage("de");
  await setLanguage("nl");
  slow();
  await first;
  expect(lang.value).toBe("nl");
});

it("takes nobody out of the language they choose because words came for the one before", async () => {
  await setLanguage("nl");
  let german: () => void = () => undefined;
  let words: () => void = () => undefined;
  const [late, more] = [
    new Promise<void>((done) => {
      german = done;
    }),
    new Promise<void>((done) => {
      words = done;
    }),
  ];
  const none = async () => ({ default: {} });
  const own = (text: string) => async () => ({ default: { "code.topic.more": text } });
  await addWords({ nl: none, fr: none, en: none, de: () => late.then(none) });
  const adding = addWords({ nl: () => more.then(none), fr: own("plus"), de: own("mehr"), en: own("more") });
  await setLanguage("fr");
  const chosen = setLanguage("de");
  words();
  await vi.waitFor(() => expect(wordsFor("code.topic", "more")).toBe("plus"));
  german();
  await Promise.all([adding, chosen]);
  expect([lang.value, wordsFor("code.topic", "more")]).toEqual(["de", "mehr"]);
});

it("has all words of a language that was chosen while more words came", async () => {
  await setLanguage("nl");
  const waiting: (() => void)[] = [];
  const later = (own: string) => () =>
    new Promise<{ default: Record<string, string> }>((done) =>
      waiting.push(() => done({ default: { "code.topic.late": own } })),
    );
  const slow = { nl: later("laat"), fr: later("tard"), de: later("spät"), en: later("late") };
  const none = async () => ({ default: {} });
  let come: () => void = () => undefined;
  const first = new Promise<void>((done) => {
    come = done;
  });
  await addWords({ nl: none, de: none, en: none, fr: () => first.then(none) });
  const adding = addWords(slow);
  const chosen = setLanguage("fr");
  waiting[0]?.();
  await adding;
  come();
  await vi.waitFor(() => expect(waiting).toHaveLength(2));
  waiting[1]?.();
  await chosen;
  expect([lang.value, wordsFor("code.topic", "late")]).toEqual(["fr", "tard"]);
});

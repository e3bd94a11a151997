// @vitest-environment happy-dom
// More words come once, in the language of the page, and in each one chosen later; the last choice counts.
import { expect, it } from "vitest";
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

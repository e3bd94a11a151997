// What a teen reads is easy: as a whole for who is ten, and no text harder than plain speech. By the formula of each
// language: Flesch-Douma (nl), Kandel-Moles (fr), Amstad (de), Flesch (en); 80 and above is read at ten or eleven, 60 at
// fourteen. A short text is a label and no measure.
import { expect, it } from "vitest";
import de from "../../../locales/de.json";
import en from "../../../locales/en.json";
import fr from "../../../locales/fr.json";
import nl from "../../../locales/nl.json";
import { ease, sentencesOf, syllables, wordsOf } from "./reading";

const FILES: Record<"nl" | "fr" | "de" | "en", Record<string, string>> = { nl, fr, de, en };
const LANGUAGES = ["nl", "fr", "de", "en"] as const;
const EASY = 80;
const PLAIN = 60;
const A_TEXT = 9;
/** Rows of a table, not sentences. */
const NO_SPEECH = /^widget\.row\./;

const said = (lang: "nl" | "fr" | "de" | "en"): [key: string, text: string][] =>
  Object.entries(FILES[lang]).filter(([key]) => key.startsWith("widget.") && !NO_SPEECH.test(key));

it.each(LANGUAGES)("all that is said in %s is easy", (lang) => {
  const texts = said(lang).map(([, text]) => text);
  expect(ease(lang, texts)).toBeGreaterThan(EASY);
});

it.each(LANGUAGES)("no text in %s is harder than plain speech", (lang) => {
  const hard = said(lang)
    .filter(([, text]) => wordsOf(text).length >= A_TEXT)
    .map(([key, text]) => [Math.round(ease(lang, [text])), key] as const)
    .filter(([score]) => score < PLAIN);
  expect(hard).toEqual([]);
});

it.each([
  ["nl", "hulpverlener", 4],
  ["nl", "eeuw", 1],
  ["nl", "bijzonder", 3],
  ["fr", "aide", 1],
  ["fr", "confiance", 3],
  ["fr", "beaucoup", 2],
  ["de", "Hilfe", 2],
  ["de", "Äußerung", 3],
  ["en", "nobody", 3],
  ["en", "message", 2],
  ["en", "a", 1],
] as const)("in %s %s has %i syllables", (lang, word, count) => expect(syllables(lang, word)).toBe(count));

it("knows a hard text from an easy one", () => {
  const hard = {
    nl: "De verwerking van persoonsgegevens geschiedt overeenkomstig de toepasselijke wettelijke bepalingen.",
    fr: "Le traitement des informations personnelles s’effectue conformément aux dispositions réglementaires.",
    de: "Die Verarbeitung personenbezogener Informationen erfolgt entsprechend gesetzlichen Bestimmungen.",
    en: "Processing of personal information is undertaken in accordance with applicable legislation.",
  };
  const easy = {
    nl: "Je bent niet alleen. Wij zijn er. Zeg wat je wilt.",
    fr: "Tu n’es pas seul. On est là. Dis ce que tu veux.",
    de: "Du bist nicht allein. Wir sind da. Sag, was du willst.",
    en: "You are not alone. We are here. Say what you want.",
  };
  for (const lang of LANGUAGES) {
    expect(ease(lang, [hard[lang]])).toBeLessThan(PLAIN);
    expect(ease(lang, [easy[lang]])).toBeGreaterThan(EASY);
  }
});

it("counts sentences and words as they are spoken", () => {
  expect(sentencesOf("Ja. Nee! Of toch? {{count}}.")).toHaveLength(4);
  expect(wordsOf("C’est l’aide: {{count}} minutes, tout-petit")).toEqual([
    "C’est",
    "l’aide",
    "minutes",
    "tout-petit",
  ]);
});

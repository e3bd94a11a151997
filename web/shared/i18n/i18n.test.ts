// Words: plurals by language, parameters, and four files that have the same keys and the same holes.
import { expect, it } from "vitest";
import de from "../../../locales/de.json";
import en from "../../../locales/en.json";
import fr from "../../../locales/fr.json";
import nl from "../../../locales/nl.json";
import { pickLanguage } from "./languages";
import { translator } from "./translate";

const FILES: Record<string, Record<string, string>> = { nl, fr, de, en };
const MOST_WORDS = 15;

it("chooses the plural of the language", () => {
  const words = { x_one: "{{count}} an", x_other: "{{count}} ans", y: "{{a}}-{{b}}" };
  expect(translator("fr", words)("x", { count: 0 })).toBe("0 an");
  expect(translator("nl", words)("x", { count: 0 })).toBe("0 ans");
  expect(translator("nl", words)("y", { a: 1 })).toBe("1-{{b}}");
  expect(translator("nl", words)("missing")).toBe("missing");
});

it("keeps a name that runs from right to left apart from its sentence", () => {
  const say = translator("en", { x: "With {{name}}: {{count}}" });
  expect(say("x", { name: "נועה", count: 2 })).toBe("With \u2068נועה\u2069: 2");
  expect(say("x", { name: "Noa", count: 2 })).toBe("With Noa: 2");
});

it("takes the first language it speaks", () => {
  expect(pickLanguage([null, "pl-PL", "fr-BE"])).toBe("fr");
  expect(pickLanguage(["", undefined])).toBe("nl");
});

const holes = (text: string): string => [...text.matchAll(/\{\{\w+\}\}/g)].map(String).sort().join();

it.each(["fr", "de", "en"])("%s has the keys and the holes of nl", (language) => {
  const words = FILES[language] ?? {};
  expect(Object.keys(words).sort()).toEqual(Object.keys(nl).sort());
  const differing = Object.entries(nl).filter(([key, text]) => holes(text) !== holes(words[key] ?? ""));
  expect(differing.map(([key]) => key)).toEqual([]);
});

it.each(Object.keys(FILES))("%s speaks to teens in sentences of at most fifteen words", (language) => {
  const said = Object.entries(FILES[language] ?? {}).filter(([key]) => key.startsWith("widget."));
  const sentences = said.flatMap(([key, text]) =>
    text.split(/[.?!:;]\s*/).map((sentence) => [key, sentence] as const),
  );
  const long = sentences.filter(([, sentence]) => sentence.trim().split(/\s+/).length > MOST_WORDS);
  expect(long).toEqual([]);
});

it("never says victim", () => {
  const all = Object.values(FILES).flatMap((words) =>
    Object.entries(words).filter(([key]) => key.startsWith("widget.")),
  );
  expect(all.filter(([, text]) => /slachtoffer|victim|opfer/i.test(text))).toEqual([]);
});

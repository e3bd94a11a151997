// The loader speaks the first wished language it knows; what it does not know changes nothing.
import { expect, it } from "vitest";
import { words } from "./words";

it.each([
  [["fr", "nl"], "fr"],
  [["pl", "", "de-AT"], "de"],
  [["EN-gb"], "en"],
  [["xx", "constructor"], "nl"],
  [[], "nl"],
])("with %j it is %s", (wishes, lang) => expect(words(wishes).lang).toBe(lang));

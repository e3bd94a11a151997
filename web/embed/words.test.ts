// The loader speaks the first wished language it knows; what it does not know changes nothing.
import { expect, it } from "vitest";
import { words } from "./words";

it.each([
  [["fr", "nl"], "fr"],
  [["pl", "", "de-AT"], "de"],
  [["EN-gb"], "en"],
  [["xx", "constructor"], "nl"],
  [[], "nl"],
])("with %j it is %s", (wishes, lang) => expect(words(wishes)[0]).toBe(lang));

it.each([
  ["nl", "Chat met ons", "Chat dicht: andere hulp"],
  ["fr", "Parle avec nous", "Chat fermé : autre aide"],
  ["de", "Chatte mit uns", "Chat zu: andere Hilfe"],
  ["en", "Chat with us", "Chat closed: other help"],
])("in %s it invites, and says where else there is help", (lang, open, closed) =>
  expect(words([lang])).toEqual([lang, open, closed]),
);

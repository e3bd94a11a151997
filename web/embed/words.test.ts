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

it.each([
  ["nl", "Chat met ons", "Chat dicht: andere hulp", "Chat met de hulplijn"],
  ["fr", "Parle avec nous", "Chat fermé : autre aide", "Chat avec la ligne d’aide"],
  ["de", "Chatte mit uns", "Chat zu: andere Hilfe", "Chat mit der Hilfe"],
  ["en", "Chat with us", "Chat closed: other help", "Chat with the helpline"],
])("in %s it invites, says where else there is help, and names the frame", (lang, open, closed, title) =>
  expect(words([lang])).toEqual({ lang, open, closed, title }),
);

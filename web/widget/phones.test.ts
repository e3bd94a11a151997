// In danger the emergency number is always there; adults find theirs first; a number stands where its language is.
import { expect, it } from "vitest";
import profile from "../../storage/profiles/child_focus/profile.json";
import type { PhoneShown } from "../shared/http";
import { phonesFor, type Who } from "./phones";

const phone = (number: string, who: Who[], words: Record<string, string> = { nl: number }): PhoneShown => ({
  number,
  who,
  words,
});
const found = (who: Who, phones: readonly PhoneShown[], lang = "nl"): string[] =>
  phonesFor(who, lang, phones, "hulp").map(([number]) => number);

it("without a profile there is one number, in danger", () => {
  expect(phonesFor("danger", "nl", [], "hulp")).toEqual([["112", "hulp"]]);
  expect([found("everyone", []), found("adults", [])]).toEqual([[], []]);
});

it("the emergency number is first, or where the desk has put it, with the desk's words", () => {
  expect(found("danger", [phone("101", ["danger"])])).toEqual(["112", "101"]);
  const own = [phone("101", ["danger"]), phone("112", ["danger"], { nl: "eigen" })];
  expect(phonesFor("danger", "nl", own, "hulp")).toEqual([
    ["101", "101"],
    ["112", "eigen"],
  ]);
  expect(found("danger", [phone("112", ["everyone"])])).toEqual(["112"]);
});

it("adults see theirs first, then what is for everyone, each once", () => {
  const phones = [phone("1", ["everyone"]), phone("2", ["everyone", "adults"]), phone("3", ["danger"])];
  expect([found("adults", phones), found("everyone", phones)]).toEqual([
    ["2", "1"],
    ["1", "2"],
  ]);
});

it("a number stands on pages of the languages that it has words in", () => {
  const phones = [phone("1", ["everyone"], { nl: "a" }), phone("2", ["everyone"], { nl: "b", fr: "c" })];
  expect([found("everyone", phones), found("everyone", phones, "fr")]).toEqual([["1", "2"], ["2"]]);
});

it.each([
  ["nl", ["112", "101", "1813", "116 000"]],
  ["fr", ["112", "101", "0800 32 123", "116 000"]],
  ["de", ["112", "101", "1813", "0800 32 123", "116 000"]],
  ["en", ["112", "101", "1813", "0800 32 123", "116 000"]],
] as const)("Child Focus in %s: %j", (lang, numbers) => {
  const shown = profile.phones.map(({ languages = ["nl", "fr", "de", "en"], ...one }) => ({
    ...one,
    words: Object.fromEntries(Object.entries(one.words).filter(([code]) => languages.includes(code))),
  }));
  expect(found("danger", shown, lang)).toEqual(numbers);
  expect([found("adults", shown, lang), found("everyone", shown, lang)]).toEqual([["116 000"], ["116 000"]]);
});

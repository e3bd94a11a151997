// In danger: emergency first, then the police, then whom to call in this language; every number has its words.
import { expect, it } from "vitest";
import en from "../../locales/en.json";
import { dangerPhones } from "./phones";

it.each([
  ["nl", ["112", "101", "1813", "116 000"]],
  ["fr", ["112", "101", "0800 32 123", "116 000"]],
  ["de", ["112", "101", "0800 32 123", "1813", "116 000"]],
  ["en", ["112", "101", "1813", "0800 32 123", "116 000"]],
] as const)("in %s: %j", (lang, numbers) => {
  const phones = dangerPhones(lang);
  expect(phones.map(({ number }) => number)).toEqual(numbers);
  for (const { number, what } of phones) {
    expect(en).toHaveProperty([what]);
    expect(number.replaceAll(" ", "").startsWith(what.split(".").at(-1) ?? "?")).toBe(true);
  }
});

// Replies are found by any of their words, only in the chat's language, and only after a leading slash.

import { expect, it } from "vitest";
import { search, slashQuery } from "./search";

const ALL = [
  { language: "fr", title: "Sécurité", text: "Es-tu en sécurité en ce moment ?" },
  { language: "fr", title: "Bonjour", text: "Tu es en sécurité ici." },
  { language: "nl", title: "Veilig", text: "Ben je nu veilig?" },
];

it("finds without accents, titles first", () => {
  expect(search(ALL, "securite", "fr").map((one) => one.title)).toEqual(["Sécurité", "Bonjour"]);
});

it("stays in the chat's language", () => {
  expect(search(ALL, "", "nl")).toHaveLength(1);
  expect(search(ALL, "bonjour", "nl")).toHaveLength(0);
});

it.each([
  ["/", ""],
  ["/vei", "vei"],
  ["hi /vei", null],
  ["/a\nb", null],
])("reads %j as %j", (text, query) => expect(slashQuery(text)).toBe(query));

it("asks for every word, in the title, the shortcut or the text", () => {
  const all = [
    { language: "nl", title: "Veilig", text: "Ben je nu thuis?", shortcut: "v1" },
    { language: "nl", title: "Thuis", text: "Is er iemand bij je?" },
  ];
  const found = (query: string, limit?: number) => search(all, query, "nl", limit).map((one) => one.title);
  expect(found("thuis")).toEqual(["Thuis", "Veilig"]);
  expect(found("veilig  THUIS ")).toEqual(["Veilig"]);
  expect(found("v1")).toEqual(["Veilig"]);
  expect(found("veilig iemand")).toEqual([]);
  expect(found("", 1)).toEqual(["Veilig"]);
});

it("begins with the one whose shortcut was typed, wherever it stands in the list", () => {
  const all = [
    { language: "nl", title: "Boek", text: "Een boek.", shortcut: "boek" },
    { language: "nl", title: "Goed", text: "Oké!", shortcut: "ok" },
    { language: "nl", title: "Dokter", text: "Bel je dokter." },
  ];
  const found = (query: string) => search([...all].reverse(), query, "nl").map((one) => one.title);
  expect(found("ok")).toEqual(["Goed", "Dokter"]);
  expect(found("OK ")).toEqual(["Goed", "Dokter"]);
  expect(found("bo")).toEqual(["Boek"]);
  expect(found("")).toEqual(["Dokter", "Goed", "Boek"]);
});

it("shows eight unless told otherwise", () => {
  const many = Array.from({ length: 12 }, (_, at) => ({ language: "nl", title: `t${at}`, text: "" }));
  expect(search(many, "t", "nl")).toHaveLength(8);
});

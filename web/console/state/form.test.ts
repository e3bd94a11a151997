// Conditions chain, hidden answers do not travel, required means required only where shown.

import { expect, it } from "vitest";
import type { FormField } from "../../shared/http";
import { clean, fitting, missing, toggled, visible } from "./form";

const LABEL = { nl: "", fr: "", de: "", en: "" };
const FIELDS: FormField[] = [
  { name: "outcome", type: "choice", required: true, label: LABEL, options: [] },
  {
    name: "category",
    type: "choices",
    required: true,
    label: LABEL,
    options: [],
    when: { field: "outcome", is: ["talked"] },
  },
  {
    name: "risk",
    type: "choice",
    label: LABEL,
    options: [],
    when: { field: "category", is: ["suicide", "self_harm"] },
  },
  { name: "police", type: "choice", label: LABEL, options: [], when: { field: "risk", is: ["high"] } },
];
const names = (answers: object) => visible(FIELDS, answers as never).map((field) => field.name);

it("shows a field only under its shown condition", () => {
  expect(names({})).toEqual(["outcome"]);
  expect(names({ outcome: "talked", category: ["suicide"] })).toEqual(["outcome", "category", "risk"]);
  expect(names({ outcome: "test", category: ["suicide"], risk: "high" })).toEqual(["outcome"]);
});

it("misses only what is shown", () => {
  expect(missing(FIELDS, {})).toEqual(["outcome"]);
  expect(missing(FIELDS, { outcome: "test" })).toEqual([]);
  expect(missing(FIELDS, { outcome: "talked", category: [] })).toEqual(["category"]);
});

it("sends nothing that is hidden or empty", () => {
  expect(clean(FIELDS, { outcome: "test", category: ["suicide"], risk: "high" })).toEqual({
    outcome: "test",
  });
});

it("takes of older answers what the form still knows", () => {
  const of = (...codes: string[]) => codes.map((code) => ({ code, label: LABEL }));
  const fields: FormField[] = [
    { name: "one", type: "choice", label: LABEL, options: of("a", "b") },
    { name: "several", type: "choices", label: LABEL, options: of("a", "b", "c") },
  ];
  const older = { one: "a", several: ["a", "x", "c"], gone: "a" };
  expect(fitting(fields, older)).toEqual({ one: "a", several: ["a", "c"] });
  expect(fitting(fields, { one: "x", several: ["x"] })).toEqual({});
  expect(fitting(fields, { one: ["b"], several: "b" }), "one of several, and the other way round").toEqual({
    one: "b",
    several: ["b"],
  });
  expect(fitting(fields, { one: ["a", "b"] }), "which of two nobody knows").toEqual({});
});

it("adds and removes one of several", () => {
  expect(toggled(undefined, "a", true)).toEqual(["a"]);
  expect(toggled(["a", "b"], "a", false)).toEqual(["b"]);
});

it("takes away what was not there, and adds nothing twice", () => {
  expect(toggled(["a", "b"], "a", true)).toEqual(["b", "a"]);
  expect(toggled(undefined, "a", false)).toEqual([]);
  expect(toggled("a", "b", true), "one choice is no list").toEqual(["b"]);
});

it("shows what any of several answers asks for, and takes one answer for a list of one", () => {
  expect(names({ outcome: "talked", category: ["gaming", "self_harm"] })).toContain("risk");
  expect(names({ outcome: "talked", category: "suicide" })).toContain("risk");
  expect(names({ outcome: "talked", category: ["gaming"] })).not.toContain("risk");
});

it("sends what is shown and answered, and counts no empty answer", () => {
  const given = { outcome: "talked", category: ["suicide"], risk: "" };
  expect(clean(FIELDS, given)).toEqual({ outcome: "talked", category: ["suicide"] });
  expect(missing(FIELDS, { outcome: "" })).toEqual(["outcome"]);
  expect(missing(FIELDS, { outcome: "talked", category: ["suicide"] }), "risk may be left open").toEqual([]);
});

// Lines marked at the end become answers; everything else stays words.
import { expect, it } from "vitest";
import { offered, withRoom } from "./offered";

it.each([
  ["Are you safe?\n( ) Yes\n( ) No", "Are you safe?", ["Yes", "No"], ""],
  ["Are you safe?\n\n() Yes\n\n(  ) No", "Are you safe?\n\n() Yes\n\n(  ) No", [], ""],
  ["Two\nlines?\n()Yes\n( )\tNo\n ( ) Maybe \n\n", "Two\nlines?", ["Yes", "No", "Maybe"], ""],
  ["( ) in the middle\nof words", "( ) in the middle\nof words", [], ""],
  ["just (  words)", "just (  words)", [], ""],
  ["- a\n- b", "- a\n- b", [], ""],
  ["", "", [], ""],
  [" \u200b\ufeff", "", [], ""],
  ["one\u2028two\u200b ", "one\ntwo", [], ""],
  ["Q?\u2029( ) Yes\u2028( ) No", "Q?", ["Yes", "No"], ""],
  ["( ) Yes\n( ) No", "", ["Yes", "No"], "question"],
  ["Q?\n( ) Yes", "Q?", ["Yes"], "few"],
  ["Q?\n( ) \n( ) ", "Q?", [], "few"],
  ["Q?\n( ) a\n( ) b\n( ) c\n( ) d\n( ) e", "Q?", ["a", "b", "c", "d", "e"], "many"],
  [`Q?\n( ) a\n( ) ${"😀".repeat(60)}`, "Q?", ["a", "😀".repeat(60)], ""],
  [`Q?\n( ) a\n( ) ${"😀".repeat(61)}`, "Q?", ["a", "😀".repeat(61)], "long"],
])("%j", (written, text, answers, wrong) => {
  expect(offered(written)).toEqual({ text, answers, wrong });
});

it("makes room for two", () => {
  const { text, at } = withRoom("Are you safe? ");
  expect([text, text.slice(0, at)]).toEqual(["Are you safe?\n( ) \n( ) ", "Are you safe?\n( ) "]);
  expect(offered(`${text.slice(0, at)}Yes${text.slice(at)}No`).answers).toEqual(["Yes", "No"]);
});

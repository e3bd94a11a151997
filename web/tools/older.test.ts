// The check of the built files finds what an old browser lacks, and lets stand what is asked for first.
import { expect, it } from "vitest";
import { lacking } from "./older.mjs";

it.each([
  ["js", "e.rows.toSorted((e,t)=>e-t)", ".toSorted("],
  ["js", "let t=e.at(-1)", ".at("],
  ["js", "Object.hasOwn(e,t)&&n()", "Object.hasOwn"],
  ["js", "class e{static{this.a=1}}", "static{"],
  ["js", "return #t in e", "#t in e"],
  ["js", "/(?<=a)b/.test(e)", "(?<="],
  ["js", "fetch(e,{signal:AbortSignal.timeout(5)})", "AbortSignal.timeout("],
  ["css", ".frame{height:100dvh}", "100dvh"],
  ["css", "@layer base{a{color:red}}", "@layer"],
  ["css", ".a{color:red;&:hover{color:blue}}", ";&"],
] as const)("in %s finds %s", (kind, text, found) => expect(lacking(text, kind)).toEqual([found]));

it.each([
  ["js", "AbortSignal.timeout?{signal:AbortSignal.timeout(e)}:{}"],
  ["js", "e.sort(t),n.flatMap(r),a.replaceAll(`.`,``)"],
  ["js", "n={...at(),...e}"],
  ["css", ":root{--screen:100vh}@supports (height:100dvh){:root{--screen:100dvh}}"],
] as const)("in %s lets stand %s", (kind, text) => expect(lacking(text, kind)).toEqual([]));

// The vectors that Python is held to as well, and what no vector can hold: lengths and depth.
import { describe, expect, it } from "vitest";
import payloads from "../../tests/vectors/payloads.json";
import texts from "../../tests/vectors/texts.json";
import { clean, cleanName } from "./clean-text";
import { MAX_TEXT } from "./limits";
import { readPayload, UNREADABLE } from "./payloads";
import type { EntryKind, Who } from "./protocol";

describe("opened payloads", () => {
  it.each(payloads)("$who $kind $raw", ({ kind, who, raw, ...rest }) => {
    const wanted = "payload" in rest ? rest.payload : UNREADABLE;
    expect(readPayload(kind as EntryKind, who as Who, raw)).toEqual(wanted);
  });

  it("counts what people see", () => {
    const long = "😟".repeat(MAX_TEXT);
    expect(readPayload("text", "teen", JSON.stringify({ text: long }))).toEqual({ text: long });
    expect(readPayload("text", "teen", JSON.stringify({ text: `${long}a` }))).toBe(UNREADABLE);
  });

  it("is stopped by no depth", () => {
    const deep = `{"text":${"[".repeat(3_900)}${"]".repeat(3_900)}}`;
    expect(readPayload("text", "teen", deep)).toBe(UNREADABLE);
  });
});

describe("texts and names", () => {
  it.each(texts.texts)("cleans a text: $clean", ({ given, clean: wanted }) => {
    expect(clean(given)).toBe(wanted);
    expect(clean(wanted)).toBe(wanted);
  });

  it.each(texts.names)("cleans a name: $clean", ({ given, clean: wanted }) => {
    expect(cleanName(given)).toBe(wanted);
  });
});

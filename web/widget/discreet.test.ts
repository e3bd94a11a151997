// @vitest-environment happy-dom
// The sign that it is their turn: only for who looks elsewhere, only as they choose, never below a cover; and whatever of it
// is missing or throws stops nothing.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { setLanguage, t } from "../shared/i18n";
import { buzzes, canBuzz, covered, mark, pageTitle, turn } from "./discreet";

const look = (here: boolean): void => {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(here ? "visible" : "hidden");
  vi.spyOn(document, "hasFocus").mockReturnValue(here);
  document.dispatchEvent(new Event("visibilitychange"));
};

beforeEach(() => setLanguage("en"));
afterEach(() => {
  look(true);
  buzzes.value = covered.value = false;
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it("has a title that says nothing of a chat, in each language", async () => {
  for (const language of ["nl", "fr", "de", "en"] as const) {
    await setLanguage(language);
    expect([document.title, /chat|hulp|help|aide|hilfe/i.test(document.title)]).toEqual([
      t("widget.title"),
      false,
    ]);
  }
});

it("marks the title until they look here again", () => {
  look(true);
  turn();
  expect(document.title).toBe("Notes");
  look(false);
  mark();
  expect(document.title).toBe("(1) Notes");
  look(true);
  expect(document.title).toBe("Notes");
});

it("buzzes by choice, and not below a cover, whose title stays as it is", () => {
  const vibrate = vi.fn(() => true);
  vi.stubGlobal("navigator", { vibrate });
  turn();
  buzzes.value = true;
  turn();
  covered.value = true;
  look(false);
  turn();
  expect([vibrate.mock.calls.length, document.title]).toEqual([1, t("widget.cover.title")]);
});

it.each([
  ["is missing", undefined],
  [
    "throws",
    () => {
      throw new Error("no");
    },
  ],
])("goes on where vibration %s", (_, vibrate) => {
  vi.stubGlobal("navigator", { vibrate });
  buzzes.value = true;
  look(false);
  turn();
  expect([pageTitle(), canBuzz()]).toEqual(["(1) Notes", vibrate !== undefined]);
});

it("goes on where a title cannot be set", () => {
  vi.spyOn(document, "title", "set").mockImplementation(() => {
    throw new Error("no");
  });
  look(false);
  expect(mark).not.toThrow();
});

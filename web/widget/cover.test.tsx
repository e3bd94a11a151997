// @vitest-environment happy-dom
// The page below homework: by one key or one tap, back by the same; what is below is neither seen nor read out.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { setLanguage, t } from "../shared/i18n";
import { drawn, type Shown, show } from "../shared/testing";
import { covered } from "./discreet";
import { spoken } from "./store";
import { Cover } from "./view/cover";

let shown: Shown;
const sheet = (): HTMLElement | null => document.querySelector(".sheet");
const key = (init: KeyboardEventInit & { target?: EventTarget } = {}): void => {
  const event = new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true, ...init });
  (init.target ?? document.body).dispatchEvent(event);
};

beforeEach(async () => {
  spoken.value = "";
  shown = await show(() => (
    <>
      <Cover />
      <input data-test="field" />
    </>
  ));
});
afterEach(() => {
  covered.value = false;
  shown.close();
});

it("comes at one key and goes by the same, with the focus where it was", async () => {
  const field = shown.all('[data-test="field"]')[0] as HTMLElement;
  field.focus();
  key({ target: field });
  expect(sheet()?.textContent).toContain(t("widget.cover.title"));
  expect([document.documentElement.classList.contains("covered"), document.activeElement?.tagName]).toEqual([
    true,
    "H1",
  ]);
  expect(sheet()?.querySelector('[role="status"]')?.textContent).toBe(t("widget.cover.told"));
  key();
  expect([sheet(), document.documentElement.classList.contains("covered"), document.activeElement]).toEqual([
    null,
    false,
    field,
  ]);
  expect(spoken.value).toBe(t("widget.cover.back"));
});

it("comes and goes by a tap, and says nothing of a chat", async () => {
  await setLanguage("nl");
  (shown.all('[data-test="cover"]')[0] as HTMLElement).click();
  await drawn();
  expect(sheet()?.textContent).not.toMatch(/chat|hulp|help/i);
  expect(document.title).toBe(t("widget.cover.title"));
  (sheet()?.querySelector('[data-test="uncover"]') as HTMLElement | null)?.click();
  await drawn();
  expect([sheet(), document.title]).toEqual([null, "Notities"]);
});

it("follows the language while it is there", async () => {
  key();
  await setLanguage("fr");
  expect(sheet()?.querySelector("h1")?.textContent).toBe(t("widget.cover.title"));
});

it("leaves a key alone that something else has used, that is held down, or that an input method takes", () => {
  key({ repeat: true });
  key({ isComposing: true });
  const event = new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true });
  event.preventDefault();
  document.body.dispatchEvent(event);
  key({ key: "Enter" });
  expect(sheet()).toBeNull();
});

it("has a way out, with a word that gives nothing away", () => {
  const replace = vi.spyOn(location, "replace").mockImplementation(() => undefined);
  key();
  (sheet()?.querySelector('[data-test="exit"]') as HTMLElement | null)?.click();
  expect([replace.mock.calls.length, document.body.childNodes.length]).toEqual([1, 0]);
});

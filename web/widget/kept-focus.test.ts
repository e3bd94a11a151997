// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { shown } from "./host";
import { keepFocus } from "./kept-focus";

keepFocus();

const part = (found: string): HTMLElement => document.querySelector(found) as HTMLElement;
const passes = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  document.body.innerHTML = `<h1 tabindex="-1"></h1><p><button id="yes"></button></p><button id="far"></button>
    <textarea id="message"></textarea>`;
});
afterEach(() => vi.useRealTimers());

async function goes(): Promise<void> {
  part("#yes").focus();
  part("p").remove();
  part("#far").remove();
  await passes(1);
}

it("finds the focus again that went with a button: at the heading", async () => {
  part("#message").remove();
  await goes();
  expect(document.activeElement).toBe(document.body);
  await passes(200);
  expect(document.activeElement).toBe(part("h1"));
});

it("at the box to write in for whoever has a keyboard", async () => {
  vi.spyOn(Element.prototype, "matches").mockReturnValue(true);
  await goes();
  await passes(200);
  expect(document.activeElement).toBe(part("#message"));
  vi.restoreAllMocks();
});

it("leaves it where something took it meanwhile", async () => {
  await goes();
  document.body.append(document.createElement("input"));
  part("input").focus();
  await passes(200);
  expect(document.activeElement).toBe(part("input"));
});

it("takes none from nobody: what goes without it moves nothing", async () => {
  part("#message").focus();
  part("p").remove();
  await passes(300);
  expect(document.activeElement).toBe(part("#message"));
});

it("brings nobody back who has left it: what goes later moves nothing", async () => {
  part("#yes").focus();
  part("#yes").blur();
  await passes(1);
  part("p").remove();
  await passes(300);
  expect(document.activeElement).toBe(document.body);
});

it("takes none from a page that has hidden the chat, nor when it shows it again", async () => {
  const hidden = vi.spyOn(document, "hasFocus").mockReturnValue(false);
  shown.value = false;
  await goes();
  await passes(200);
  shown.value = true;
  document.body.append(document.createElement("p"));
  await passes(300);
  hidden.mockRestore();
  expect(document.activeElement).toBe(document.body);
});

it("holds on where the window alone was left, as for another one", async () => {
  part("#yes").focus();
  part("#yes").dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
  await passes(1);
  await goes();
  await passes(200);
  expect(document.activeElement).not.toBe(document.body);
});

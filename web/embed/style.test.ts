// @vitest-environment happy-dom
// The button and the frame lean on nothing of the host page, lie above all of it, and are dressed in every browser.
import { afterEach, expect, it, vi } from "vitest";
import { atLeft, BUTTON, CSS, dress, FRAME, HOST } from "./style";

afterEach(() => {
  vi.unstubAllGlobals();
});

const root = (): ShadowRoot => document.createElement("div").attachShadow({ mode: "open" });

it("begins from nothing and stays on top", () => {
  expect(HOST).toMatch(/^all:initial;position:fixed;/);
  expect(BUTTON).toMatch(/^all:initial;/);
  expect(HOST).toContain("z-index:2147483647");
  expect([BUTTON, FRAME].every((style) => style.includes("position:fixed"))).toBe(true);
});

it("has a size that is a share of what there is, in every browser and on a page with a zoom of its own", () => {
  for (const style of [FRAME, CSS]) {
    expect(style).toMatch(/;height:.*100%/);
    expect(style).not.toMatch(/\d[ds]?v[hw]/);
  }
});

it("comes as a style element where no sheet can be made, or none adopted", () => {
  const none = root();
  vi.stubGlobal("CSSStyleSheet", function CSSStyleSheet() {
    throw new TypeError("Illegal constructor");
  });
  dress(none);
  expect(none.querySelector("style")?.textContent).toBe(CSS);
});

it.each([BUTTON, FRAME])("stands at the left as it stands at the right", (style) => {
  expect(atLeft(style)).not.toContain("right");
  expect(atLeft(style)).toMatch(/;left:(16px|max\(16px,env\(safe-area-inset-left\)\));/);
});

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

it("has a size where a browser knows no dvh", () => {
  for (const style of [FRAME, CSS]) {
    const heights = [...style.matchAll(/(?<!-)height:([^;}]+)/g)].map(([, height]) => height ?? "");
    const modern = heights.filter((height) => height.includes("dvh"));
    expect(modern.length).toBeGreaterThan(0);
    for (const height of modern) expect(heights).toContain(height.replace("dvh", "vh"));
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

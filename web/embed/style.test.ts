// @vitest-environment happy-dom
// The button and the frame lean on nothing of the host page, lie above all of it, and are dressed in every browser.
import { afterEach, expect, it, vi } from "vitest";
import { BUTTON, CSS, dress, FRAME, HOST } from "./style";

afterEach(() => {
  vi.unstubAllGlobals();
});

const root = (): ShadowRoot => document.createElement("div").attachShadow({ mode: "open" });

it("begins from nothing and stays on top", () => {
  expect(HOST).toBe("all:initial");
  expect(BUTTON).toMatch(/^all:initial;/);
  expect([BUTTON, FRAME].every((style) => /z-index:214748364[67]/.test(style))).toBe(true);
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

// @vitest-environment happy-dom
// The button and the frame lean on nothing of the host page, lie above all of it, and are dressed in every browser.
import { afterEach, expect, it, vi } from "vitest";
import { above, atLeft, BUTTON, CSS, dress, FRAME, HOST } from "./style";

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

it.each([
  ["nothing over the page", 0, 0, "0px", "0px"],
  ["a scroll bar", 15, 0, "0px", "0px"],
  ["a keyboard", 300, 0, "300px", "-300px"],
  ["a keyboard, and the page moved up by a part of it", 300, 120, "300px", "-180px"],
  ["a keyboard in a view that is smaller by it already", 0, 120, "0px", "0px"],
])("leaves the frame what is seen: %s", (_what, under, moved, less, up) => {
  expect(above(under, moved)).toBe(`--hl-seen:calc(100% - ${less});--hl-up:${up}`);
  for (const style of [FRAME, CSS]) expect(style).toContain("var(--hl-seen,100%)");
  expect(FRAME).toContain("translateY(var(--hl-up))");
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

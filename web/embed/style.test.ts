// The button and the frame lean on nothing of the host page, and lie above all of it.
import { expect, it } from "vitest";
import { CSS } from "./style";

it("begins from nothing and stays on top", () => {
  expect(CSS.trim()).toMatch(/^:host\{all:initial\}/);
  expect(CSS.match(/z-index:214748364[67]/g)).toHaveLength(2);
});

// @vitest-environment happy-dom
// Whatever throws on the way out, the way out is taken.
import { expect, it, vi } from "vitest";
import { quickExit } from "./exit";

it("leads away, and says so, though a chat cannot be ended in order", () => {
  const replace = vi.spyOn(location, "replace").mockImplementation(() => undefined);
  const beacon = vi.fn(() => true);
  vi.stubGlobal("navigator", { sendBeacon: beacon });
  const destroy = (): never => {
    throw new Error("already gone");
  };
  quickExit({ credentials: { desk: "main", token: "t" }, destroy, to: "https://away.example/" });
  expect(replace).toHaveBeenCalledWith("https://away.example/");
  expect(beacon).toHaveBeenCalledOnce();
  expect(document.body.childNodes).toHaveLength(0);
});

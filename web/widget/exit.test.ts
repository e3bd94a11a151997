// @vitest-environment happy-dom
// Whatever throws on the way out, the way out is taken.
import { beforeEach, expect, it, vi } from "vitest";

const TO = "https://away.example/";
const beacon = vi.fn(() => true);
let quickExit: typeof import("./exit").quickExit;

beforeEach(async () => {
  vi.resetModules();
  ({ quickExit } = await import("./exit"));
  beacon.mockClear();
  vi.stubGlobal("navigator", { sendBeacon: beacon });
});

it("leads away, and says so, though a chat cannot be ended in order", () => {
  const replace = vi.spyOn(location, "replace").mockImplementation(() => undefined);
  const destroy = (): never => {
    throw new Error("already gone");
  };
  quickExit({ credentials: { desk: "main", token: "t" }, destroy, to: TO });
  expect(replace).toHaveBeenCalledWith(TO);
  expect(beacon).toHaveBeenCalledOnce();
  expect(document.body.childNodes).toHaveLength(0);
});

it("ends the chat once, when the page goes before the last words have", async () => {
  vi.spyOn(location, "replace").mockImplementation(() => undefined);
  let flown = (): void => undefined;
  const destroy = (): Promise<void> => new Promise((resolve) => (flown = resolve));
  quickExit({ credentials: { desk: "main", token: "t" }, destroy, to: TO });
  expect(beacon).not.toHaveBeenCalled();
  dispatchEvent(new Event("pagehide"));
  expect(beacon).toHaveBeenCalledOnce();
  flown();
  await Promise.resolve();
  expect(beacon).toHaveBeenCalledOnce();
});

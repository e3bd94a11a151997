// @vitest-environment happy-dom
// A page renews itself once, and not for ever.
import { expect, it, vi } from "vitest";
import { renewOnce } from "./renew";

it("loads itself anew once a minute at most", () => {
  const reload = vi.spyOn(location, "reload").mockImplementation(() => undefined);
  expect([renewOnce(100_000), renewOnce(101_000), renewOnce(161_000)]).toEqual([true, false, true]);
  expect(reload).toHaveBeenCalledTimes(2);
});

it("does so also once the device's clock has been put back", () => {
  const reload = vi.spyOn(location, "reload").mockImplementation(() => undefined);
  reload.mockClear();
  const times = [900_000_000, 500_000_000, 500_001_000];
  expect(times.map(renewOnce)).toEqual([true, true, false]);
  expect(reload).toHaveBeenCalledTimes(2);
});

it("does not when it cannot note that it did", () => {
  const full = (): never => {
    throw new Error("full");
  };
  vi.stubGlobal("sessionStorage", { getItem: () => null, setItem: full });
  expect(renewOnce(1_000_000)).toBe(false);
});

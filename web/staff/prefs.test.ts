// @vitest-environment happy-dom
// What somebody prefers holds in all tabs of their browser; at which desk a tab is, in that tab alone.
import { expect, it, vi } from "vitest";

const KEY = "hearline.prefs";
/** A page of a tab, as it comes. */
const page = () => {
  vi.resetModules();
  return import("./prefs");
};
const kept = () => JSON.parse(localStorage.getItem(KEY) ?? "{}");

it("keeps the desk of a tab over its reload, though another tab has chosen another since", async () => {
  localStorage.setItem(KEY, '{"desk":"day"}');
  const { prefs } = await page();
  localStorage.setItem(KEY, '{"desk":"night","sound":false}'); // as the other tab writes it
  dispatchEvent(Object.assign(new Event("storage"), { key: KEY }));
  expect(prefs.value).toMatchObject({ desk: "day", sound: false });
  expect((await page()).prefs.value.desk).toBe("day");
  sessionStorage.clear();
  expect((await page()).prefs.value.desk).toBe("night");
});

it("takes no desk back that another tab has chosen", async () => {
  localStorage.setItem(KEY, '{"desk":"day"}');
  const { prefer } = await page();
  localStorage.setItem(KEY, '{"desk":"night"}');
  prefer({ sound: false });
  expect(kept()).toMatchObject({ desk: "night", sound: false });
});

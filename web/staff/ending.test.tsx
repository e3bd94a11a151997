// @vitest-environment happy-dom
// The end of a sign-in is said ten minutes before, and how long it is put off; who signs in again reads nothing of it.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Me, Signed } from "../shared/http";
import { drawn, server, show } from "../shared/testing";
import { now, slept } from "./clock";
import { Ending } from "./ending";
import { take } from "./session";

const ME: Me = {
  ...{ id: "an", login: "an.p", name: "An", role: "counsellor", languages: [], skills: [], capacity: 1 },
  ...{ desks: ["main"], enrol: false, password_given: false },
};
const signed = (ends: number, latest = ends + 3600): Signed => ({
  ...{ me: ME, csrf: "x", ends_s: ends, latest_s: latest },
});

beforeEach(() => {
  now.value = performance.now();
  HTMLDialogElement.prototype.showModal = vi.fn();
});
afterEach(() => vi.unstubAllGlobals());

it.each([
  [601, ""],
  [599, "Your sign-in ends soon"],
  [0, "It stays while you’re in a chat or a form"],
])("with %d s left it says: %s", async (left, words) => {
  take(signed(left));
  now.value = performance.now();
  const shown = await show(Ending);
  if (words) expect(shown.text()).toContain(words);
  else expect(shown.text()).toBe("");
  shown.close();
});

it("counts down to the end, and once it is put off to the last moment", async () => {
  take(signed(90, 3690));
  const shown = await show(Ending);
  expect(shown.text()).toMatch(/1:(31|30|29) left/);
  now.value += 100_000;
  await drawn();
  expect(shown.text()).toMatch(/59:(51|50|49) left/);
  expect(shown.all("[role=status]")[0]?.textContent).not.toContain("left");
  shown.close();
});

it("is known anew after the device has slept: its clock may have stood still", async () => {
  take(signed(7_200));
  const shown = await show(Ending);
  const asked = server({ "get /api/staff/me": signed(300) });
  slept.value += 1;
  await drawn();
  expect([asked, shown.text().includes("Your sign-in ends soon")]).toEqual([["get /api/staff/me"], true]);
  // of another's, who has signed in in another tab, it says nothing
  server({ "get /api/staff/me": { ...signed(7_200), csrf: "y" } });
  slept.value += 1;
  await drawn();
  expect(shown.text()).toContain("Your sign-in ends soon");
  shown.close();
});

it("leads to the organisation's own sign-in in another tab, so that this page stays", async () => {
  server({ "get /api/staff/oidc": { enabled: true, name: "Org" } });
  take(signed(30));
  const shown = await show(Ending);
  shown.press("Sign in again");
  await drawn();
  expect(shown.all("a[href='/api/staff/oidc/start']")[0]?.getAttribute("target")).toBe("_blank");
  shown.close();
});

it("begins anew for the same person alone, and is silent then", async () => {
  const asked = server({
    "get /api/staff/oidc": { enabled: false, name: "" },
    "post /api/staff/login": signed(39_600),
  });
  take(signed(30));
  const shown = await show(Ending);
  shown.press("Sign in again");
  await drawn();
  const name = shown.root.querySelector<HTMLInputElement>("input[name=username]");
  expect([name?.value, name?.readOnly]).toEqual(["an.p", true]);
  shown.root.querySelector("form")?.dispatchEvent(new Event("submit", { cancelable: true, bubbles: true }));
  await drawn();
  expect(asked).toContain("post /api/staff/login");
  expect(shown.text()).toBe("");
  now.value += 39_500_000;
  await drawn();
  expect([shown.text().includes("ends soon"), shown.all("dialog").length]).toEqual([true, 0]);
  shown.close();
});

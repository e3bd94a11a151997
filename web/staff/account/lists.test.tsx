// @vitest-environment happy-dom
// One's own account while the server cannot be asked: what could not be had is not nothing.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Me } from "../../shared/http";
import { t } from "../../shared/i18n";
import { drawn, type Shown, server, show, soon } from "../../shared/testing";
import { me } from "../session";
import { Factors } from "./factors";
import { Password } from "./password";
import { SignIns } from "./sign-ins";

const PERSON: Me = {
  ...{ id: "an", login: "an", name: "An", role: "counsellor", languages: ["nl"], skills: [], capacity: 1 },
  ...{ desks: ["main"], enrol: true, password_given: false },
};
const SIGN_IN = { id: "s1", label: "Firefox", how: "password", seen: 1, current: false };

let shown: Shown | null = null;
beforeEach(() => {
  server({});
  me.value = PERSON;
});
afterEach(() => {
  shown?.close();
  vi.unstubAllGlobals();
});

it("says why no factor can be set up yet, and offers them as soon as it can", async () => {
  shown = await show(() => <Factors page />);
  const { all, text } = shown;
  await soon(() => expect(text()).toContain(t("staff.error.unavailable")));
  server({ "get /api/staff/factors": { totp: false, passkeys: [], recovery_left: 0 } });
  await soon(() => expect(all("h2")).toHaveLength(1));
  expect(text()).not.toContain(t("staff.error.unavailable"));
});

it("shows no empty list of sign-ins when it cannot be had, and the list as soon as it can", async () => {
  shown = await show(() => <SignIns />);
  await soon(() => expect(shown?.text()).toContain(t("staff.error.unavailable")));
  server({ "get /api/staff/sign-ins": { sign_ins: [SIGN_IN] } });
  await soon(() => expect(shown?.all("li")).toHaveLength(1));
  expect(shown.text()).not.toContain(t("staff.error.unavailable"));
});

it("keeps the list when one sign-in was ended and the rest cannot be read", async () => {
  server({
    "get /api/staff/sign-ins": { sign_ins: [SIGN_IN] },
    "post /api/staff/sign-ins/{id}/end": null,
  });
  shown = await show(() => <SignIns />);
  await soon(() => expect(shown?.all("li")).toHaveLength(1));
  server({ "post /api/staff/sign-ins/{id}/end": null });
  shown.press(t("staff.account.end"));
  await soon(() => expect(shown?.text()).toContain(t("staff.error.unavailable")));
  expect(shown.all("li")).toHaveLength(1);
});

it("signs nobody out everywhere who is in a chat: the teen would have to wait again", async () => {
  const asked = server({
    "get /api/staff/sign-ins": { sign_ins: [SIGN_IN] },
    "post /api/staff/logout-everywhere": null,
  });
  shown = await show(() => <SignIns busy />);
  await soon(() => expect(shown?.all("li")).toHaveLength(1));
  shown.press(t("staff.account.everywhere"));
  await drawn();
  expect([asked, me.value]).toEqual([["get /api/staff/sign-ins"], PERSON]);
  expect(shown.all("li button").map((one) => one.hasAttribute("disabled"))).toEqual([false]);
});

it("ends one sign-in with two presses, not the next one, which has come into its place", async () => {
  const both = [SIGN_IN, { ...SIGN_IN, id: "s2" }];
  const list = (...sign_ins: object[]) =>
    server({ "get /api/staff/sign-ins": { sign_ins }, "post /api/staff/sign-ins/{id}/end": null });
  const press = (detail: number) =>
    shown?.all("li button")[0]?.dispatchEvent(new MouseEvent("click", { bubbles: true, detail }));
  list(...both);
  shown = await show(() => <SignIns />);
  await soon(() => expect(shown?.all("li")).toHaveLength(2));
  const asked = list(...both.slice(1));
  press(1);
  await soon(() => expect(shown?.all("li")).toHaveLength(1));
  press(2);
  await drawn();
  expect(asked.filter((one) => one.startsWith("post"))).toEqual(["post /api/staff/sign-ins/s1/end"]);
});

it("tells a password keeper whose password is changed", async () => {
  shown = await show(() => <Password />);
  expect(shown.all("[autocomplete=username]").map((one) => (one as HTMLInputElement).value)).toEqual(["an"]);
});

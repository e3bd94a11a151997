// @vitest-environment happy-dom
// The ways in: what stands there, and when.
import { afterEach, expect, it, vi } from "vitest";
import type { Me } from "../shared/http";
import { type Shown, server, show, soon } from "../shared/testing";
import { me, signOut, take } from "./session";
import { SignIn } from "./sign-in";

const AN: Me = {
  ...{ id: "an", login: "an", name: "An", role: "counsellor", languages: [], skills: [], capacity: 1 },
  ...{ desks: ["main"], enrol: false, password_given: false },
};
const PROVIDER = { "get /api/staff/oidc": { enabled: true, name: "Our house" } };

let shown: Shown | null = null;
afterEach(() => {
  shown?.close();
  localStorage.clear();
  vi.unstubAllGlobals();
});

it("leads to the provider, who lets in whom it knows, only when the server knows who has signed out", async () => {
  server(PROVIDER);
  take({ me: AN, csrf: "x", ends_s: 1, latest_s: 1 });
  await signOut();
  expect(me.value).toBeNull();
  shown = await show(() => <SignIn place="here" />);
  await new Promise((done) => setTimeout(done, 100));
  const links = () => shown?.all("a").length;
  expect(links()).toBe(0);
  server({ ...PROVIDER, "post /api/staff/logout": null });
  await soon(() => expect(links()).toBe(1));
});

it("lets a recovery code be typed on a phone, whose keypad of digits has no letters", async () => {
  vi.stubGlobal("fetch", async (path: string) =>
    path === "/api/staff/login"
      ? new Response(JSON.stringify({ code: "code_needed" }), { status: 401 })
      : new Response(JSON.stringify({ enabled: false, name: "" })),
  );
  shown = await show(() => <SignIn place="here" />);
  const { all } = shown;
  all("form")[0]?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  await soon(() => expect(all("[name=code]")).toHaveLength(1));
  const [box] = all("[name=code]");
  expect([box?.inputMode, box?.getAttribute("inputmode")]).not.toContain("numeric");
});

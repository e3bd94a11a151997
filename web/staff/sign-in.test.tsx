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

// What was fetched for the desk of who was here before is nothing for who comes next, at another one.
import { signal } from "@preact/signals";
import { beforeEach, expect, it, vi } from "vitest";

const desk = signal("x");
const under = new Map<string, (answer: unknown) => void>();

vi.mock("../staff/session", () => ({ desk }));
vi.mock("../staff/ask", () => ({
  ask: (operation: string, needs: { query?: { desk: string }; path?: { desk: string } }) =>
    new Promise((done) => {
      under.set(`${operation.split("/").at(-1)} ${(needs.query ?? needs.path)?.desk}`, done);
    }),
}));

const { definition, forgetForms, loadForm } = await import("./forms");
const { forgetLibrary, loadLibrary, replies, times } = await import("./library");

beforeEach(() => {
  desk.value = "x";
});

const answer = (name: string, given: unknown): void => under.get(name)?.(given);

it("keeps no replies and no times that come after their desk", async () => {
  const first = loadLibrary();
  forgetLibrary();
  desk.value = "y";
  const second = loadLibrary();
  for (const one of ["y", "x"]) {
    answer(`replies ${one}`, { replies: [one] });
    answer(`resources ${one}`, { resources: [one] });
    answer(`{desk} ${one}`, { quiet_ask_ms: one === "y" ? 1 : 2, talk_limit_ms: null });
  }
  await Promise.all([first, second]);
  await vi.waitFor(() => expect([replies.value, times.value.askMs]).toEqual([["y"], 1]));
});

it("keeps no form of the desk before, fetched or under way", async () => {
  const first = loadForm();
  answer("form x", { version: 1 });
  await first;
  expect(definition.value).toEqual({ version: 1 });
  forgetForms();
  const late = loadForm();
  desk.value = "y";
  answer("form x", { version: 1 });
  await late;
  expect(definition.value).toBeNull();
  const second = loadForm();
  answer("form y", { version: 2 });
  await second;
  expect(definition.value).toEqual({ version: 2 });
});

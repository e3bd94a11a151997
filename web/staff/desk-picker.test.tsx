// @vitest-environment happy-dom
// Another desk is for the page that comes next: this one may stay, when the browser asks before it goes.
import { expect, it, vi } from "vitest";
import type { Me } from "../shared/http";
import { show } from "../shared/testing";
import { DeskPicker } from "./desk-picker";
import { desk, me } from "./session";

const ME: Me = {
  ...{ id: "an", login: "an.p", name: "An", role: "counsellor", languages: [], skills: [], capacity: 1 },
  ...{ desks: ["day", "night"], enrol: false, password_given: false },
};

it("leaves the page at its desk until it has gone", async () => {
  const reload = vi.spyOn(location, "reload").mockImplementation(() => undefined);
  me.value = ME;
  const { all, close } = await show(() => <DeskPicker />);
  const box = all("select")[0] as HTMLSelectElement;
  box.value = "night";
  box.dispatchEvent(new Event("change", { bubbles: true }));
  expect([reload.mock.calls.length, desk.value, box.value]).toEqual([1, "day", "day"]);
  vi.resetModules();
  expect((await import("./prefs")).prefs.value.desk).toBe("night");
  close();
});

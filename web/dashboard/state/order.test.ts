// What needs attention stands on top; people are ordered by presence and name alone.

import { expect, it } from "vitest";
import type { BoardChat, BoardStaff } from "../../shared/protocol";
import { byNeed, byPresence, candidates } from "./order";

const chat = (id: string, state: BoardChat["state"], priority: 1 | 2 | 3, waited_s: number): BoardChat => ({
  chat: id,
  state,
  priority,
  waited_s,
  language: "nl",
});
const person = (name: string, status: BoardStaff["status"], languages = ["nl"]): BoardStaff => ({
  staff: name,
  name,
  status,
  online: status !== "offline",
  capacity: 1,
  load: 0,
  languages,
});

it("puts urgent and long waits first", () => {
  const chats = [
    chat("a", "active", 1, 900),
    chat("b", "waiting", 3, 50),
    chat("c", "waiting", 3, 60),
    chat("d", "waiting", 1, 1),
  ];
  expect(byNeed(chats).map((one) => one.chat)).toEqual(["d", "c", "b", "a"]);
});

it("orders people by presence, then name", () => {
  const people = [person("Zoë", "available"), person("Bo", "away"), person("An", "available")];
  expect(byPresence(people).map((one) => one.name)).toEqual(["An", "Zoë", "Bo"]);
});

it("proposes speakers of the language first and nobody who is offline", () => {
  const people = [person("An", "available", ["fr"]), person("Bo", "away", ["nl"]), person("Cé", "offline")];
  expect(candidates(people, "nl").map((one) => one.name)).toEqual(["Bo", "An"]);
});

it("puts waiting before offered before running before what ends, and what it does not know last", () => {
  const states = ["odd", "closed", "wrap_up", "active", "offered", "waiting"] as BoardChat["state"][];
  const sorted = byNeed(states.map((state) => chat(state, state, 3, 1)));
  expect(sorted.map((one) => one.chat)).toEqual(["waiting", "offered", "active", "wrap_up", "closed", "odd"]);
});

it("puts the available first, then who finishes, who is away, who is offline, and the unknown", () => {
  const statuses = ["odd", "offline", "away", "finishing", "available"] as BoardStaff["status"][];
  const people = statuses.map((status) => person(status, status));
  expect(byPresence(people).map((one) => one.name)).toEqual([
    "available",
    "finishing",
    "away",
    "offline",
    "odd",
  ]);
  expect(people[0]?.name, "the list it was given stays as it was").toBe("odd");
});

it("keeps presence and name among those who speak the language alike", () => {
  const people = [
    person("Bo", "available"),
    person("An", "away"),
    person("Ed", "available"),
    person("Al", "away", ["fr"]),
  ];
  expect(candidates(people, "nl").map((one) => one.name)).toEqual(["Bo", "Ed", "An", "Al"]);
  const lost = { ...person("Cé", "available"), online: false };
  expect(candidates([lost], "nl")).toEqual([]);
});

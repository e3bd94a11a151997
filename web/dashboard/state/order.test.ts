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

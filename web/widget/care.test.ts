// What the composer notices in a draft, and what it leaves in peace.
import { expect, it } from "vitest";
import { saysDanger } from "./care";

it.each(["ik wil niet meer leven", "je pense au suicide", "ich will sterben", "i want to die"])(
  "danger: %s",
  (draft) => {
    expect(saysDanger(draft)).toBe(true);
  },
);

it.each([
  "ik denk aan suïcide",
  "sui\u0308cide",
  "je veux\u00a0mourir",
  "ik wil  niet\nmeer leven",
  "ich will\u202fsterben",
  "zelf\u00admoord",
  "want to\u200b die",
])("danger, however it is typed: %j", (draft) => expect(saysDanger(draft)).toBe(true));

it.each(["ik ben 13", "mijn telefoon is dood", "bel me op 0471 23 45 67", "je veux dormir", "ich will heim"])(
  "nothing: %s",
  (draft) => {
    expect(saysDanger(draft)).toBe(false);
  },
);

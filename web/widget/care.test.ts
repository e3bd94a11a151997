// What the composer notices in a draft, and what it leaves in peace.
import { expect, it } from "vitest";
import { revealing } from "./care";

it.each(["bel me op 0471 23 45 67", "+32 471/23.45.67", "mail noor@example.be"])("contact: %s", (draft) => {
  expect(revealing(draft)).toBe("contact");
});

it.each(["ik wil niet meer leven", "je pense au suicide", "ich will sterben", "i want to die"])(
  "danger: %s",
  (draft) => {
    expect(revealing(draft)).toBe("danger");
  },
);

it.each(["ik ben 13", "op 12/05/2026 om 14.30", "1 2 3 4 5", "€ 0,50", "mijn klas heeft 24 kinderen"])(
  "nothing: %s",
  (draft) => {
    expect(revealing(draft)).toBeNull();
  },
);

import { expect, it } from "vitest";
import { type Lines, linesOf, linesShown } from "./lines";
import { NOTHING, since, wrote } from "./written";

const held = (mon: string, tue = ""): Lines => ({
  ...linesOf({ zone: "Europe/Brussels", week: {} }),
  ...{ mon, tue },
});
const shown = (written: Parameters<typeof linesShown>[0], now: Lines): string[] => {
  const { mon, tue } = linesShown(written, now);
  return [mon, tue];
};

it("keeps a day that is written, and those of a colleague", () => {
  const written = wrote(NOTHING, { mon: "9-12" }, held("09:00–11:00"));
  expect(shown(written, held("09:00–11:00", "14:00–18:00"))).toEqual(["9-12", "14:00–18:00"]);
  expect(shown(written, held("10:00–11:00"))).toEqual(["9-12", ""]);
});

it("undoes no colleague's day with one that was written and put back", () => {
  const first = wrote(NOTHING, { mon: "9-1" }, held("09:00–11:00"));
  const back = wrote(first, { mon: "9-11" }, held("09:00–11:00"));
  expect(shown(back, held("09:00–11:00"))).toEqual(["9-11", ""]);
  expect(shown(back, held("10:00–12:00"))).toEqual(["10:00–12:00", ""]);
});

it("undoes no colleague's day with one that is saved by now", () => {
  const first = wrote(NOTHING, { mon: "9-12" }, held(""));
  const saved = linesShown(first, held(""));
  const later = since(wrote(first, { tue: "9-12" }, held("")), saved);
  expect(shown(later, held("09:00–12:00"))).toEqual(["09:00–12:00", "9-12"]);
  expect(shown(later, held("10:00–12:00"))).toEqual(["10:00–12:00", "9-12"]);
});

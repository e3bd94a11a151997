// A week's opening hours and their zone as lines that are being written, while a colleague may save others. Pure.

import { DAYS, type Day, type Definition, readSpans, showSpans } from "./week";
import { together, type Written } from "./written";

export type Lines = Readonly<Record<Day | "zone", string>>;

export const linesOf = ({ week, zone }: Definition): Lines => ({
  ...(Object.fromEntries(DAYS.map((day) => [day, showSpans(week[day])])) as Record<Day, string>),
  zone,
});

/** The same hours are one, however they are written. */
function told(line: string | undefined): string {
  const spans = readSpans(line ?? "");
  return spans ? showSpans(spans) : `${line}`;
}

/** What is written, and all else as the server has it: `now`, which a colleague may have changed. A line that says again
 * what it said before changes nothing of theirs. */
export function linesShown(written: Written<Lines>, now: Lines): Lines {
  const { before, next } = written;
  const names = Object.keys(next) as (keyof Lines)[];
  const theirs = names.filter(
    (name) => told(next[name]) === told(before[name]) && before[name] !== now[name],
  );
  return { ...together(written, now), ...Object.fromEntries(theirs.map((name) => [name, now[name]])) };
}

// The exceptional dates of opening hours as they are being written, while a colleague may save others. Pure.

import { readSpans } from "./week";

export interface DateRow {
  readonly date: string;
  readonly hours: string;
}
/** `before`: as the server had them when the last of these was written. */
export interface WrittenDates {
  readonly before: readonly DateRow[];
  readonly next: readonly DateRow[];
}

const told = ({ date, hours }: DateRow): string => JSON.stringify([date.trim(), readSpans(hours) ?? hours]);
function without(rows: readonly DateRow[], others: readonly DateRow[]): DateRow[] {
  const known = new Set(others.map(told));
  return rows.filter((row) => !known.has(told(row)));
}

/** What was written, less what a colleague has taken away since, and what they have added; two of one date where both
 * wrote it. `now`: as the server has them. */
export function datesShown(written: WrittenDates | undefined, now: readonly DateRow[]): readonly DateRow[] {
  if (!written) return now;
  const { before, next } = written;
  return [...without(next, without(before, now)), ...without(without(now, before), next)];
}

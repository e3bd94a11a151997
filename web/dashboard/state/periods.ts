// When a period of a report begins, from how it is named: 2026-11-21T14:00+01:00, 2026-11-21, 2026-W47, 2026-11, 2026-Q4. Pure.

/** Monday of an ISO week: the one that holds 4 January, and those after it. Counted in days: not all have 24 hours. */
function monday(year: number, week: number): number {
  const fourth = new Date(year, 0, 4).getDay();
  return new Date(year, 0, 4 - ((fourth + 6) % 7) + (week - 1) * 7).getTime();
}

/** Up to the minute, as clocks at the desk show it. */
const WALL_CLOCK = 16;

/** As if this machine's clock were the desk's: it is shown as it was read. Null for what is no period (total). */
export function startOf(name: string): number | null {
  const [year = 0, number = 0] = name.split(/-[WQ]?/).map(Number);
  if (/^\d{4}-W\d{2}$/.test(name)) return monday(year, number);
  if (/^\d{4}-Q\d$/.test(name)) return new Date(year, number * 3 - 3, 1).getTime();
  if (/^\d{4}-\d{2}$/.test(name)) return new Date(year, number - 1, 1).getTime();
  const at = Date.parse(name.length === 10 ? `${name}T00:00` : name.slice(0, WALL_CLOCK));
  return Number.isNaN(at) ? null : at;
}

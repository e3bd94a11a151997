// Moments as people at the desk live them: in its zone, which is named wherever the reader's own is another.

const own = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** `zone` "" (not known yet), or one that this browser does not know: the reader's own, and named. Some browsers name
 * theirs, `Etc/Unknown`, and refuse that name. */
export function moment(at: Date, lang: string, zone: string, how: Intl.DateTimeFormatOptions): string {
  const named = how.hour && zone !== own() ? { timeZoneName: "short" as const } : {};
  const format = (timeZone?: string) =>
    new Intl.DateTimeFormat(lang, { ...how, ...named, timeZone }).format(at);
  try {
    return format(zone || undefined);
  } catch {
    return format();
  }
}

/** The desk's day at a moment, as this machine's midnight of the same date. */
export function dayAt(at: Date, zone: string): Date {
  const [year = 0, month = 1, day = 1] = moment(at, "sv-SE", zone, {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  })
    .split("-")
    .map(Number);
  return new Date(year, month - 1, day);
}

// The usual spans of time of a report, from today. Pure: today is an argument.

export interface Days {
  readonly from: string;
  readonly to: string;
}
export const SPANS = ["week", "month", "last_month", "quarter", "last_quarter", "year"] as const;
export type SpanName = (typeof SPANS)[number];

const iso = (day: Date): string =>
  [
    day.getFullYear(),
    String(day.getMonth() + 1).padStart(2, "0"),
    String(day.getDate()).padStart(2, "0"),
  ].join("-");

const quarterOf = (day: Date): number => Math.floor(day.getMonth() / 3);

export function days(name: SpanName, today: Date): Days {
  const [y, m, d, q] = [today.getFullYear(), today.getMonth(), today.getDate(), quarterOf(today)];
  const bounds: Readonly<Record<SpanName, readonly [Date, Date]>> = {
    week: [new Date(y, m, d - 6), today],
    month: [new Date(y, m, 1), today],
    last_month: [new Date(y, m - 1, 1), new Date(y, m, 0)],
    quarter: [new Date(y, q * 3, 1), today],
    last_quarter: [new Date(y, q * 3 - 3, 1), new Date(y, q * 3, 0)],
    year: [new Date(y, 0, 1), today],
  };
  const [from, to] = bounds[name];
  return { from: iso(from), to: iso(to) };
}

/** The step that shows a span in a few dozen rows. */
export function stepOver({ from, to }: Days): "day" | "week" | "month" {
  const length = (Date.parse(to) - Date.parse(from)) / 86_400_000;
  return length <= 45 ? "day" : length <= 200 ? "week" : "month";
}

/** The newest quarters that are over, newest first: 2026-Q3, 2026-Q2… */
export function pastQuarters(today: Date, count: number): readonly string[] {
  const newest = today.getFullYear() * 4 + quarterOf(today) - 1;
  return Array.from({ length: count }, (_, back) => newest - back).map(
    (at) => `${Math.floor(at / 4)}-Q${(at % 4) + 1}`,
  );
}

// Opening hours as people write them ("14:00-18:00, 19:00-22:00") and as the server keeps them. Pure.

export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Day = (typeof DAYS)[number];
export type Span = readonly [from: string, to: string];
export interface Exception {
  readonly date: string;
  readonly open: readonly Span[];
}
export interface Definition {
  readonly zone: string;
  readonly week: Readonly<Partial<Record<Day, readonly Span[]>>>;
  readonly exceptions?: readonly Exception[];
}

const BELGIUM = "Europe/Brussels";
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isSpan = (value: unknown): value is Span =>
  Array.isArray(value) && value.length === 2 && value.every((end) => typeof end === "string");
const spansIn = (value: unknown): Span[] => (Array.isArray(value) ? value.filter(isSpan) : []);

function exceptionsIn(value: unknown): Exception[] {
  const rows = Array.isArray(value) ? value.filter(isRecord) : [];
  return rows.map(({ date, open }) => ({ date: String(date), open: spansIn(open) }));
}

/** What the server keeps, as this editor shows it: nothing stored is a week without hours in Belgium. */
export function readDefinition(stored: Readonly<Record<string, unknown>>): Definition {
  const week = isRecord(stored.week) ? stored.week : {};
  return {
    zone: typeof stored.zone === "string" ? stored.zone : BELGIUM,
    week: Object.fromEntries(DAYS.map((day) => [day, spansIn(week[day])])),
    exceptions: exceptionsIn(stored.exceptions),
  };
}

const CLOCK = /^([01]?\d|2[0-4])(?:[:.h]([0-5]\d)?)?$/;

function clock(text: string): string | null {
  const found = CLOCK.exec(text.trim());
  return found?.[1] ? `${found[1].padStart(2, "0")}:${found[2] ?? "00"}` : null;
}

/** Null when it cannot be read: the editor then asks, it never guesses. An empty text is a closed day. */
export function readSpans(text: string): readonly Span[] | null {
  const parts = text
    .split(/[,;\n]/)
    .map((part) => part.trim())
    .filter(Boolean);
  const spans = parts.map((part) => part.split(/\s*[-–—]\s*/).map(clock));
  const whole = spans.every((span) => span.length === 2 && span[0] && span[1]);
  return whole ? (spans as unknown as readonly Span[]) : null;
}

export const showSpans = (spans: readonly Span[] | undefined): string =>
  (spans ?? []).map(([from, to]) => `${from}–${to}`).join(", ");

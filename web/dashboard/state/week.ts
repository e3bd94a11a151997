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

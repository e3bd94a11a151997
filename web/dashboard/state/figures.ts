// Figures as they are shown: a rate without meaning is n/a, never 100 %. Pure.

/** "83 %" in the reader's language; null (closed, nothing happened) is not a number. */
export const percent = (share: number | null | undefined, language: string, none: string): string =>
  share === null || share === undefined
    ? none
    : new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 }).format(share);

export const whole = (value: number, language: string): string =>
  new Intl.NumberFormat(language).format(value);

export interface Toned {
  readonly tone: "" | "good" | "warn" | "bad";
}

/** Against a target: at it good, a little below worth a look, far below bad. */
export function againstTarget(share: number | null | undefined, target: number): Toned["tone"] {
  if (share === null || share === undefined) return "";
  if (share >= target) return "good";
  return share >= target - 0.15 ? "warn" : "bad";
}

/** A wait, in seconds, against the target of five minutes. */
export const waitTone = (seconds: number): Toned["tone"] =>
  seconds > 900 ? "bad" : seconds > 300 ? "warn" : "";

// How well two colours stand out from each other, as WCAG 2.2 counts it; the server counts the same (chat/contrast.py).
export const LEAST = 4.5;
/** What the accent stands on in the widget, by theme (shared/tokens.css: surface, page). */
export const GROUNDS = { light: ["#ffffff", "#f6f4ef"], dark: ["#182427", "#10191b"] } as const;

const linear = (part: number): number => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);

function luminance(colour: string): number {
  const part = (at: number): number => linear(Number.parseInt(colour.slice(at, at + 2), 16) / 255);
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}

/** From 1 to 21; colours as #rrggbb. */
export function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

interface Pair {
  accent: string;
  on_accent: string;
}

/** The least of an accent's contrasts: with the words on it, and with what it stands on as words. */
export const weakest = ({ accent, on_accent }: Pair, theme: "light" | "dark"): number =>
  Math.min(...[on_accent, ...GROUNDS[theme]].map((other) => contrast(accent, other)));

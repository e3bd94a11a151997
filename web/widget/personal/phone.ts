// Telephone numbers in a text: those of people, not of helplines, and no dates, times, prices or scores. Pure.

const RUN =
  /(^|[^\p{L}\d+€$£#])((?:\+|00)?\s?\(?\d(?:[\s./()-]{0,3}\d){7,15})(?!\d|[.,]\d|\s?(?:€|%|eur))/giu;
const DATE =
  /(^|[^\d\s./-]\s*)(?:0?[1-9]|[12]\d|3[01])\s?[./ -]\s?(?:0?[1-9]|1[0-2])\s?[./ -]\s?(?:19|20)\d\d(?!\d)/g;
/** A bank account, as the whole of Europe writes it. */
const ACCOUNT = /[A-Z]{2}\d{2}(?:\s?[A-Z\d]{4}){3,7}(?:\s?[A-Z\d]{1,3})?/g;
/** Something like 08.30 - 12.00: a list of times. */
const TIMES = /^(?:[\s-]*[0-2]?\d\.[0-5]\d(?=[\s-]|$)){2,}$/;
/** Free numbers, and those of services: nobody's own. */
const SERVICES = /^0(?:80[058]\d+|90\d+|7[08]\d{6})$/;
const COUNTED = "01234567890";
/** Said before a number that has lost its first nought. */
const CALLED =
  /(?:\bgsm|\btel(?:efoon|efon|\.)?|t[ée]l[ée]phone|whats?app|portable|handy(?:nummer)?|mobile|\bcell|phone|bel me|appelle|ruf mich|call me|text me)[^\d\n]{0,25}$/i;

const DIGITS = [
  ...["een", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen"],
  ...["un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"],
  ...["eins", "zwei", "zwo", "drei", "fünf", "sechs", "sieben", "neun"],
  ...["one", "two", "three", "four", "five", "seven", "eight", "nine", "oh"],
].join("|");
const NOUGHT = "nul|z[ée]ro|null|0";
const SPELLED = new RegExp(
  `(?:^|[^\\p{L}\\d])((?:nul|z[ée]ro|null)(?:[\\s,.-]+(?:${NOUGHT}|${DIGITS}|\\d)){7,})(?![\\p{L}\\d])`,
  "iu",
);

function isNumber(run: string, before: string): boolean {
  const digits = run.replace(/\D/g, "");
  if (TIMES.test(run.trim()) || COUNTED.startsWith(digits)) return false;
  if (run.trimStart().startsWith("+")) return digits.length >= 9 && !digits.startsWith("0");
  if (digits.startsWith("00")) return digits.length >= 11 && digits[2] !== "0";
  if (SERVICES.test(digits)) return false;
  if (digits.startsWith("0")) return digits.length >= 9 && digits.length <= 12 && digits[1] !== "0";
  return digits.length <= 13 && CALLED.test(before);
}

/** The first number that somebody could call; undefined for none. */
export function phoneIn(text: string): string | undefined {
  const bare = text.replace(ACCOUNT, "¤").replace(DATE, "$1¤");
  for (const found of bare.matchAll(RUN)) {
    const run = found[2] ?? "";
    const at = (found.index ?? 0) + (found[1]?.length ?? 0);
    if (isNumber(run, bare.slice(Math.max(0, at - 40), at))) return run.trim();
  }
  return SPELLED.exec(text)?.[1];
}

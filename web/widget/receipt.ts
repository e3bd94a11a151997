// The remaining row as pairs of words: each field in the teen's language, each code as what it means.
import type { Receipt } from "../shared/http";
import { LANGUAGE_NAMES, type Lang, lang, t, wordsFor } from "../shared/i18n";
import { moment } from "../shared/moment";
import { availability } from "./store";

/** What a teen understands, in the order of the story; the rest of the row says nothing more about them. */
const FIELDS = [
  "hour",
  "language",
  "topic",
  "age_band",
  "wait_band",
  "duration_band",
  "teen_messages",
  "staff_messages",
  "counsellors",
  "reconnects",
  "end",
] as const;
const BOOKED = ["priority", "result", "in_target", "channel", "desk"] as const;
const ORDER = new Set<string>([...FIELDS, ...BOOKED]);
const COUNTED: Readonly<Record<string, string>> = { ge101: "100+", ge3: "3+", ge5: "5+" };
const HOUR: Intl.DateTimeFormatOptions = {
  ...{ day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" },
};
const DAYS_A_YEAR = 365;

/** `5m_10m` as minutes; words for the ends of the scale. */
function band(code: string): string {
  const [, low, high] = /^(\d+)(?:m|s)_(\d+)m$/.exec(code) ?? [];
  if (low && high) return t("widget.row.minutes", { low: code.startsWith("30s") ? "½" : low, high });
  return wordsFor("widget.row.band", code) ?? code.replaceAll("_", " ");
}

const count = (code: string): string => COUNTED[code] ?? code.replace("_", "–");

function worded(field: string, code: string): string {
  if (field === "hour") return moment(new Date(code), lang.value, availability.value?.zone ?? "", HOUR);
  if (field === "language") return LANGUAGE_NAMES[code as Lang] ?? code;
  if (field === "topic") return wordsFor("widget.topic", code) ?? t("widget.row.untold");
  if (field === "age_band") return wordsFor("widget.age", code) ?? t("widget.row.untold");
  if (field === "end") return wordsFor("widget.row.end", code) ?? code;
  return field.endsWith("_band") ? band(code) : count(code);
}

const yesNo = (yes: boolean): string => t(yes ? "widget.row.yes" : "widget.row.no");

/** What we count for ourselves. */
function booked(field: string, value: unknown): string {
  const code = String(value);
  if (field === "result") return yesNo(code === "answered");
  if (field === "channel") return wordsFor("widget.row.channel", code) ?? code;
  if (field === "priority") return wordsFor("widget.row.priority", code) ?? code;
  return typeof value === "boolean" ? yesNo(value) : code;
}

const label = (field: string): string => wordsFor("widget.row.label", field) ?? field.replaceAll("_", " ");

/** Every field of the row as label and value, the story first. */
export function receiptWords(row: Receipt["row"]): [label: string, value: string][] {
  const held = (field: string): boolean =>
    row[field] !== undefined && row[field] !== null && row[field] !== "";
  const told = FIELDS.filter((field) => row[field] !== undefined);
  const others = Object.keys(row).filter((field) => !ORDER.has(field) && held(field));
  return [
    ...told.map((field): [string, string] => [label(field), worded(field, String(row[field]))]),
    ...[...BOOKED, ...others]
      .filter(held)
      .map((field): [string, string] => [label(field), booked(field, row[field])]),
  ];
}

export const fieldWords = (fields: readonly string[]): string => fields.map(label).join(", ");

export const yearsOf = (days: number): number => Math.max(1, Math.round(days / DAYS_A_YEAR));

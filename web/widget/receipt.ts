// The remaining row as pairs of words: each field in the teen's language, each code as what it means.
import { t } from "../shared/i18n";
import type { Row } from "./api";

const EMPTY = new Set<unknown>([null, undefined, "", false]);

/** A word for a code where we have one, else the code without its underscores. */
function worded(field: string, value: string): string {
  const key = `widget.row.${field}.${value}`;
  const words = t(key);
  return words === key ? value.replaceAll("_", " ") : words;
}

function shown(field: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((part) => shown(field, part)).join(", ");
  return worded(field, String(value));
}

export function receiptWords(row: Row): [label: string, value: string][] {
  const kept = Object.entries(row).filter(
    ([, value]) => !EMPTY.has(value) && !(Array.isArray(value) && !value.length),
  );
  return kept.map(([field, value]) => [worded("label", field), shown(field, value)]);
}

// Codes of the record in words: the desk's own form first, then the words all desks share.

import { signal } from "@preact/signals";
import { lang, t } from "../../shared/i18n";
import { get } from "../../staff/http";
import { desk } from "../../staff/session";
import { ageName, languageName, topicName } from "../../staff/words";

type Labels = Readonly<Record<string, string>>;
interface Form {
  fields: readonly { options: readonly { code: string; label: Labels }[] }[];
}
const labels = signal<ReadonlyMap<string, Labels>>(new Map());

export async function loadCodes(): Promise<void> {
  const form = await get<Form>(`/api/staff/desks/${desk.value}/form`).catch(() => null);
  const options = form?.fields.flatMap((field) => field.options) ?? [];
  labels.value = new Map(options.map((one) => [one.code, one.label]));
}

/** 1 January 2024 was a Monday. */
const weekday = (number: string): string =>
  new Date(2024, 0, Number(number)).toLocaleDateString(lang.value, { weekday: "long" });

const BY_COLUMN: Readonly<Record<string, (code: string) => string>> = {
  language: languageName,
  weekday,
  hour: (code) => `${code}:00`,
  age: ageName,
  topic: topicName,
};

/** `column` says what the code is of, where that is known. */
export function codeName(code: string, column = ""): string {
  const own = BY_COLUMN[column];
  if (own) return own(code);
  const label = labels.value.get(code)?.[lang.value];
  if (label) return label;
  const key = `report.code.${code}`;
  const words = t(key);
  return words === key ? code.replaceAll("_", " ") : words;
}

// Codes of the record in words: the desk's own form first, then the words all desks share.

import { computed, signal } from "@preact/signals";
import type { AfterQuestion, FormField, FormOption } from "../../shared/http";
import { lang } from "../../shared/i18n";
import { ask } from "../../staff/ask";
import { desk } from "../../staff/session";
import { ageName, languageName, topicName, worded } from "../../staff/ui/words";
import { untilThere } from "../../staff/until-there";

type Labels = FormOption["label"] | Readonly<Record<string, string>>;
/** The same code may mean another thing in another field: `none` of an escalation is nobody. */
const placed = (field: string, code: string): string => `${field}|${code}`;
/** Dimensions named otherwise than the field they come from. */
const FIELD: Readonly<Record<string, string>> = { referral: "referrals" };
type Named = readonly (readonly [place: string, words: Labels])[];
const ofForm = signal<Named>([]);
const ofQuestions = signal<Named>([]);
const labels = computed<ReadonlyMap<string, Labels>>(() => new Map([...ofForm.value, ...ofQuestions.value]));

const ownFields = (fields: readonly FormField[]): Named =>
  fields.flatMap(({ name, options = [] }) =>
    options.map(({ code, label }) => [placed(name, code), label] as const),
  );

/** Of questions that the desk asks after chats: the question, and each of its answers. */
const ownQuestions = (set: object): Named =>
  ((set as { after?: AfterQuestion[] }).after ?? []).flatMap(({ code, words, answers }) => [
    [placed("question", `own.${code}`), words] as const,
    ...answers.map((one) => [placed("code", one.code), one.words] as const),
  ]);

/** As long as the page is `shown`. Until they come, and where they may not be read, codes stand for themselves. */
export async function loadCodes(shown: () => boolean): Promise<void> {
  const path = { desk: desk.value };
  const wanted = () => shown() && path.desk === desk.value;
  await Promise.all([
    untilThere(() => ask("get /api/staff/desks/{desk}/form", { path }), wanted).then((form) => {
      if (wanted()) ofForm.value = ownFields(form?.fields ?? []);
    }),
    untilThere(() => ask("get /api/staff/settings/{desk}", { path }), wanted).then((profile) => {
      if (wanted()) ofQuestions.value = ownQuestions(profile?.set ?? {});
    }),
  ]);
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
  const label = labels.value.get(placed(FIELD[column] ?? column, code))?.[lang.value];
  return label ?? worded("report.code", code);
}

// The short form after a chat: which fields show, what is still missing. Pure; the definition comes from the desk.

import type { FormCondition, FormField } from "../../shared/http";

export type Answer = string | readonly string[];
export type Answers = Readonly<Record<string, Answer>>;

function holds({ field, is }: FormCondition, answers: Answers): boolean {
  const given = answers[field] ?? [];
  const all = typeof given === "string" ? [given] : given;
  return all.some((one) => is.includes(one));
}

/** The fields that apply to these answers, in order; a field under a hidden one is hidden too. */
export function visible(fields: readonly FormField[], answers: Answers): readonly FormField[] {
  const shown: FormField[] = [];
  for (const field of fields) {
    const under = !field.when || shown.some((one) => one.name === field.when?.field);
    if (under && (!field.when || holds(field.when, answers))) shown.push(field);
  }
  return shown;
}

const empty = (answer: Answer | undefined): boolean => answer === undefined || answer.length === 0;

/** Names of the shown fields that still need an answer. */
export const missing = (fields: readonly FormField[], answers: Answers): readonly string[] =>
  visible(fields, answers)
    .filter((field) => field.required && empty(answers[field.name]))
    .map((field) => field.name);

/** Only what is shown and answered: an answer given before a condition changed does not travel. */
export function clean(fields: readonly FormField[], answers: Answers): Answers {
  const names = new Set(visible(fields, answers).map((field) => field.name));
  return Object.fromEntries(
    Object.entries(answers).filter(([name, answer]) => names.has(name) && !empty(answer)),
  );
}

/** What of these answers the form takes: they may have been given to one that has been changed since. */
export function fitting(fields: readonly FormField[], answers: Answers): Answers {
  const found = fields.map(({ name, type, options = [] }) => {
    const given = [answers[name] ?? []].flat().filter((code) => options.some((one) => one.code === code));
    return [name, type === "choices" ? given : given.length === 1 ? given[0] : ""] as const;
  });
  return Object.fromEntries(found.filter(([, answer]) => !empty(answer))) as Answers;
}

/** Add or take away one of several choices. */
export function toggled(answer: Answer | undefined, code: string, on: boolean): readonly string[] {
  const held = typeof answer === "object" ? answer.filter((one) => one !== code) : [];
  return on ? [...held, code] : held;
}

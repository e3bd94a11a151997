// A desk's profile while it is edited: what holds, what of it is not right yet, what has changed, what teens would see.
import type {
  AfterQuestion,
  Availability,
  Colours,
  OtherDesk,
  Phone,
  SettingsChange,
} from "../../shared/http";
import { LANGUAGES } from "../../shared/i18n";
import { MAX_RULE } from "../../shared/limits";
import { LEAST, weakest } from "./contrast";
import { same } from "./merged";

export type Words = Record<string, string>;
export interface Profile {
  name: Words;
  about: Words;
  phones: Phone[];
  forum: string;
  hotline: Words;
  exit_url: string;
  colours: Colours;
  languages: string[];
  topics: string[];
  rules: Record<string, string[]>;
  after: AfterQuestion[];
  /** Language → desk. */
  sends_to: Words;
  /** Desk → languages. */
  takes_from: Record<string, string[]>;
  talk_limit_ms: number | null;
  quiet_ask_ms: number;
  quiet_end_ms: number;
  target_ms: number;
  keep_sessions_days: number;
  keep_surveys_days: number;
  keep_hourly_days: number;
  keep_counts_days: number;
  keep_audit_days: number;
  keep_sign_ins_days: number;
}
export type FieldName = keyof Profile;

export const TIMES = ["talk_limit_ms", "quiet_ask_ms", "quiet_end_ms", "target_ms"] as const;
export const KEPT = [
  ...(["keep_sessions_days", "keep_surveys_days", "keep_hourly_days"] as const),
  ...(["keep_counts_days", "keep_audit_days", "keep_sign_ins_days"] as const),
];
export const FIELDS: readonly FieldName[] = [
  ...(["name", "about", "phones", "forum", "hotline", "exit_url", "colours", "languages"] as const),
  ...(["topics", "rules", "after", "sends_to", "takes_from", ...TIMES, ...KEPT] as const),
];
/** In minutes and days; the server has the same. */
export const BOUNDS: Readonly<Record<(typeof TIMES)[number] | (typeof KEPT)[number], [number, number]>> = {
  talk_limit_ms: [10, 240],
  quiet_ask_ms: [2, 60],
  quiet_end_ms: [3, 120],
  target_ms: [1, 120],
  keep_sessions_days: [1, 36_500],
  keep_surveys_days: [1, 36_500],
  keep_hourly_days: [1, 36_500],
  keep_counts_days: [1, 36_500],
  keep_audit_days: [31, 36_500],
  keep_sign_ins_days: [1, 36_500],
};
export const MINUTE = 60_000;
export const MOST = { phones: 12, rules: 7, questions: 3, answers: 5 } as const;

type Held = Readonly<Record<string, unknown>>;

/** What holds: what was set, or else the default. */
export const holding = (set: Held, defaults: Held): Profile =>
  Object.fromEntries(FIELDS.map((name) => [name, set[name] ?? defaults[name]])) as unknown as Profile;

const trimmed = (words: Words): Words =>
  Object.fromEntries(
    Object.entries(words)
      .map(([code, text]) => [code, text.trim()] as const)
      .filter(([, text]) => text !== ""),
  );

const lines = (rules: Record<string, string[]>): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(rules)
      .map(([code, list]) => [code, list.map((line) => line.trim()).filter(Boolean)] as const)
      .filter(([, list]) => list.length > 0),
  );

/** Without what only stands there because it is being written. */
export const cleaned = (profile: Profile): Profile => ({
  ...profile,
  name: trimmed(profile.name),
  about: trimmed(profile.about),
  hotline: trimmed(profile.hotline),
  forum: profile.forum.trim(),
  exit_url: profile.exit_url.trim(),
  rules: lines(profile.rules),
  takes_from: lines(profile.takes_from),
  phones: profile.phones.map((one) => ({
    ...one,
    number: one.number.trim().replace(/\s+/g, " "),
    words: trimmed(one.words),
  })),
  after: profile.after.map((one) => ({
    ...one,
    words: trimmed(one.words),
    answers: one.answers.map((answer) => ({ ...answer, words: trimmed(answer.words) })),
  })),
});

/** What saving would tell the server: the changed ones; null for what is its default again. */
export function changes(before: Profile, now: Profile, defaults: Held): SettingsChange {
  const next = cleaned(now);
  const changed = FIELDS.filter((name) => !same(before[name], next[name]));
  return Object.fromEntries(
    changed.map((name) => [name, same(next[name], defaults[name]) ? null : next[name]]),
  ) as SettingsChange;
}

export const PROBLEMS = [
  ...([
    "address",
    "contrast",
    "colour",
    "number",
    "no_words",
    "nobody",
    "twice",
    "too_many",
    "too_long",
  ] as const),
  ...(["order", "bounds", "answers", "none"] as const),
];
export interface Problem {
  field: FieldName;
  code: (typeof PROBLEMS)[number];
}

const ADDRESS = /^https:\/\/[^\s"'<>]{1,480}$/;
const NUMBER = /^\+?[0-9]([0-9 ]{0,18}[0-9])?$/;
const COLOUR = /^#[0-9a-f]{6}$/;
const doubled = (list: readonly string[]): boolean => new Set(list).size < list.length;
const empty = (words: Words): boolean => Object.keys(words).length === 0;

function ofPhones(phones: readonly Phone[]): Problem["code"] | undefined {
  if (phones.some(({ number }) => !NUMBER.test(number))) return "number";
  if (phones.some(({ words }) => empty(words))) return "no_words";
  if (phones.some(({ who }) => who.length === 0)) return "nobody";
  if (doubled(phones.map(({ number }) => number.replaceAll(" ", "")))) return "twice";
  return phones.length > MOST.phones ? "too_many" : undefined;
}

function ofColours(colours: Colours): Problem["code"] | undefined {
  for (const theme of ["light", "dark"] as const) {
    const pair = colours[theme];
    if (!pair) continue;
    if (!COLOUR.test(pair.accent) || !COLOUR.test(pair.on_accent)) return "colour";
    if (weakest(pair, theme) < LEAST) return "contrast";
  }
  return undefined;
}

function ofQuestions(questions: readonly AfterQuestion[]): Problem["code"] | undefined {
  if (questions.some(({ words, answers }) => empty(words) || answers.some((one) => empty(one.words))))
    return "no_words";
  if (questions.some(({ answers }) => answers.length < 2 || answers.length > MOST.answers)) return "answers";
  return questions.length > MOST.questions ? "too_many" : undefined;
}

function ofRules(rules: readonly string[][]): Problem["code"] | undefined {
  if (rules.flat().some((line) => [...line].length > MAX_RULE)) return "too_long";
  return rules.some((list) => list.length > MOST.rules) ? "too_many" : undefined;
}

const ofNumber = (profile: Profile, name: keyof typeof BOUNDS): Problem["code"] | undefined => {
  const value = profile[name];
  if (value === null) return name === "talk_limit_ms" ? undefined : "bounds";
  const unit = name.endsWith("_ms") ? MINUTE : 1;
  const [low, high] = BOUNDS[name];
  const fine = Number.isInteger(value) && value >= low * unit && value <= high * unit;
  return fine ? undefined : "bounds";
};

/** What the server would refuse, the first for each field. */
export function problems(edited: Profile): Problem[] {
  const profile = cleaned(edited);
  const bad = (address: string): Problem["code"] | undefined =>
    address === "" || ADDRESS.test(address) ? undefined : "address";
  const found: Partial<Record<FieldName, Problem["code"] | undefined>> = {
    forum: bad(profile.forum),
    exit_url: bad(profile.exit_url),
    hotline: Object.values(profile.hotline).map(bad).find(Boolean),
    phones: ofPhones(profile.phones),
    colours: ofColours(profile.colours),
    topics: profile.topics.length === 0 ? "none" : undefined,
    languages: profile.languages.length === 0 ? "none" : undefined,
    rules: ofRules(Object.values(profile.rules)),
    after: ofQuestions(profile.after),
  };
  for (const name of [...TIMES, ...KEPT]) found[name] = ofNumber(profile, name);
  if (profile.quiet_end_ms <= profile.quiet_ask_ms) found.quiet_end_ms ??= "order";
  return FIELDS.flatMap((field) => {
    const code = found[field];
    return code ? [{ field, code }] : [];
  });
}

function everywhere<T>(by: Readonly<Record<string, T>>): Record<string, T> {
  const spare = by.en ?? Object.values(by)[0];
  if (spare === undefined) return {};
  return Object.fromEntries(LANGUAGES.map((code) => [code, by[code] ?? spare]));
}

/** As the widget would be told it (chat/http/teen/desk.py), for the preview: what is not right is left out. */
export function shown(edited: Profile, others: readonly OtherDesk[] = []): Partial<Availability> {
  const profile = cleaned(edited);
  const wrong = new Set<string>(
    problems(edited).map(({ field, code }) => (code === "contrast" ? code : field)),
  );
  const fine = profile.phones.filter(({ number, words }) => NUMBER.test(number) && !empty(words));
  return {
    name: profile.name,
    phones: fine.map(({ number, words, who, languages = [] }) => ({
      number,
      who,
      words: Object.fromEntries(
        Object.entries(everywhere(words)).filter(
          ([code]) => languages.length === 0 || languages.includes(code),
        ),
      ),
    })),
    forum: wrong.has("forum") ? "" : profile.forum,
    hotline: wrong.has("hotline") ? {} : everywhere(profile.hotline),
    colours: wrong.has("colours") ? {} : profile.colours,
    topics: profile.topics,
    rules: everywhere(profile.rules),
    after: wrong.has("after") ? [] : profile.after,
    neighbours: Object.fromEntries(
      Object.entries(profile.sends_to).map(([code, desk]) => [
        code,
        { desk, name: others.find((one) => one.desk === desk)?.name ?? {} },
      ]),
    ),
    talk_limit_ms: profile.talk_limit_ms,
    quiet_ask_ms: profile.quiet_ask_ms,
    quiet_end_ms: profile.quiet_end_ms,
  };
}

/** With the one at `from` moved by a step, where there is room. */
export function moved<T>(list: readonly T[], from: number, step: -1 | 1): T[] {
  const to = from + step;
  const next = [...list];
  if (to < 0 || to >= list.length) return next;
  next.splice(to, 0, ...next.splice(from, 1));
  return next;
}

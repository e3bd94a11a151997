// What is asked of a report, as the page's own state and as the API takes it.

import { computed, effect, signal } from "@preact/signals";
import { addressOf, type Needs } from "../../shared/ask";
import { lang } from "../../shared/i18n";
import { desk } from "../../staff/session";
import { today } from "../../staff/zone";
import { type Days, days, pastQuarters, stepOver } from "../state/spans";

export const NAMES = ["service", "breakdown", "pattern", "unmet", "survey", "insafe"] as const;
export type Name = (typeof NAMES)[number];
export const STEPS = ["total", "hour", "day", "week", "month", "quarter"] as const;
export type Step = (typeof STEPS)[number];
export const DIMENSIONS = [
  ...(["category", "outcome", "language", "age", "topic", "channel", "contact", "gender", "place"] as const),
  ...(["risk", "escalation", "referral", "wait", "duration", "end", "result"] as const),
  ...(["priority", "counsellors", "reconnects"] as const),
] as const;
export type Dimension = (typeof DIMENSIONS)[number];
/** What a category may be crossed with; any other dimension only with the language. */
export const CROSSED = ["language", "age", "channel", "risk", "gender", "contact", "place"] as const;

export interface Query extends Days {
  readonly name: Name;
  readonly by: Step;
  readonly dimension: Dimension;
  readonly cross: Dimension | "";
  readonly language: string;
  readonly quarter: string;
}
export const quarters = computed(() => pastQuarters(today(), 12));
const usual = computed(() => days("month", today()));
export const query = signal<Query>({
  name: "service",
  ...usual.peek(),
  by: "day",
  dimension: "category",
  cross: "",
  language: "",
  quarter: quarters.peek()[0] ?? "",
});

/** Once the desk's day is known, what nobody has chosen follows it. */
let shown = { ...usual.peek(), quarter: quarters.peek()[0] ?? "" };
effect(() => {
  const [next, { from, to, quarter }] = [{ ...usual.value, quarter: quarters.value[0] ?? "" }, query.peek()];
  const untouched = from === shown.from && to === shown.to;
  query.value = {
    ...query.peek(),
    ...(untouched && { from: next.from, to: next.to }),
    ...(quarter === shown.quarter && { quarter: next.quarter }),
  };
  shown = next;
});

export const change = (made: Partial<Query>): void => {
  query.value = sound({ ...query.value, ...made });
};

/** Another report starts with the step that suits it; the service report with one that fits its span. */
export const choose = (name: Name): void =>
  change({ name, by: name === "service" ? stepOver(query.value) : "total" });
export const cover = (span: Days): void =>
  change({ ...span, by: query.value.name === "service" ? stepOver(span) : query.value.by });

/** Only what the API takes together. */
function sound(asked: Query): Query {
  const crosses = crossings(asked.dimension);
  return { ...asked, cross: crosses.some((cross) => cross === asked.cross) ? asked.cross : "" };
}

export const crossings = (dimension: Dimension): readonly Dimension[] =>
  dimension === "category" ? CROSSED : dimension === "language" ? [] : ["language"];

type Internal = Exclude<Name, "insafe">;
type Format = "json" | "csv" | "xlsx";
type Report = Needs<"get /api/staff/reports/{name}">;
type Published = Needs<"get /api/staff/publications">;

/** Separator and decimal sign as spreadsheets in the reader's language have them. */
const written = (format: Format) => (format === "csv" ? { locale: lang.value } : {});

/** An internal report as the API takes it. */
export function reportOf(asked: Query, name: Internal, format: Format = "json"): Report {
  const { from, to, by, dimension, cross, language } = asked;
  const given = name === "breakdown" ? { dimension, cross } : {};
  const step = name === "pattern" || name === "unmet" ? {} : { by };
  const query = { desk: desk.value, from, to, ...step, ...given, language, format, ...written(format) };
  return { path: { name }, query };
}

export const publicationOf = ({ quarter }: Query, format: Format = "json"): Published => ({
  query: { desk: desk.value, from: quarter, to: quarter, format, ...written(format) },
});

/** Where the same figures are to be had as a file. */
export const fileOf = (asked: Query, format: "csv" | "xlsx"): string =>
  asked.name === "insafe"
    ? addressOf("get /api/staff/publications", publicationOf(asked, format))
    : addressOf("get /api/staff/reports/{name}", reportOf(asked, asked.name, format));

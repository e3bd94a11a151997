// What is asked of a report, as the address of the API and as the page's own state.

import { signal } from "@preact/signals";
import { lang } from "../../shared/i18n";
import { desk } from "../../staff/session";
import { type Days, days, pastQuarters, stepOver } from "../state/spans";

export const NAMES = ["service", "breakdown", "pattern", "unmet", "survey", "insafe"] as const;
export type Name = (typeof NAMES)[number];
export const STEPS = ["total", "hour", "day", "week", "month", "quarter"] as const;
export const DIMENSIONS = [
  ...["category", "outcome", "language", "age", "topic", "channel", "contact", "gender", "place"],
  ...[
    "risk",
    "escalation",
    "referral",
    "wait",
    "duration",
    "end",
    "result",
    "priority",
    "counsellors",
    "reconnects",
  ],
] as const;
/** What a category may be crossed with; any other dimension only with the language. */
export const CROSSED = ["language", "age", "channel", "risk", "gender", "contact", "place"] as const;

export interface Query extends Days {
  readonly name: Name;
  readonly by: string;
  readonly dimension: string;
  readonly cross: string;
  readonly language: string;
  readonly quarter: string;
}
export const quarters = pastQuarters(new Date(), 12);
export const query = signal<Query>({
  name: "service",
  ...days("month", new Date()),
  by: "day",
  dimension: "category",
  cross: "",
  language: "",
  quarter: quarters[0] ?? "",
});

export const ask = (change: Partial<Query>): void => {
  query.value = sound({ ...query.value, ...change });
};

/** Another report starts with the step that suits it; the service report with one that fits its span. */
export const choose = (name: Name): void =>
  ask({ name, by: name === "service" ? stepOver(query.value) : "total" });
export const cover = (span: Days): void =>
  ask({ ...span, by: query.value.name === "service" ? stepOver(span) : query.value.by });

/** Only what the API takes together. */
function sound(asked: Query): Query {
  const crosses = crossings(asked.dimension);
  return { ...asked, cross: crosses.includes(asked.cross) ? asked.cross : "" };
}

export const crossings = (dimension: string): readonly string[] =>
  dimension === "category" ? CROSSED : dimension === "language" ? [] : ["language"];

export function addressOf(asked: Query, format: "json" | "csv" | "xlsx"): string {
  if (asked.name === "insafe") return published(asked, format);
  const { name, from, to, by, dimension, cross, language } = asked;
  const given = name === "breakdown" ? { dimension, cross } : {};
  const step = name === "pattern" || name === "unmet" ? {} : { by };
  return `/api/staff/reports/${name}?${words({ desk: desk.value, from, to, ...step, ...given, language, format, ...written(format) })}`;
}

const published = ({ quarter }: Query, format: string): string =>
  `/api/staff/publications?${words({ desk: desk.value, from: quarter, to: quarter, format, ...written(format) })}`;

/** Separator and decimal sign as spreadsheets in the reader's language have them. */
const written = (format: string) => (format === "csv" ? { locale: lang.value } : {});

const words = (given: Readonly<Record<string, string>>): string =>
  new URLSearchParams(Object.entries(given).filter(([, value]) => value !== "")).toString();

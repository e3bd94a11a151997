// Cells of a report as they are read: figures by kind, null as a dash and never as 0 or 100 %. Pure.

import type { Column, ReportShown } from "../../shared/http";
import { span } from "../../staff/time";

/** Kinds of columns: period, code, count, percent, seconds. */
export type Kind = Column["kind"];
export type Cell = ReportShown["total"][number];

export const NONE = "–";

/** `value` of `kind` for a reader of `language`; codes and periods are worded elsewhere. */
export function figure(value: Cell, kind: Kind, language: string): string {
  if (value === null || value === undefined) return NONE;
  if (typeof value === "string") return value;
  if (kind === "seconds") return span(value);
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(value);
  return kind === "percent" ? `${number} %` : number;
}

/** A change: in percent of what was, for rates in points; with its sign. */
export function change(value: Cell, kind: Kind, language: string, points: string): string {
  if (typeof value !== "number") return "";
  const number = new Intl.NumberFormat(language, {
    maximumFractionDigits: 1,
    signDisplay: "exceptZero",
  }).format(value);
  return kind === "percent" ? `${number} ${points}` : `${number} %`;
}

/** The largest of a column, for bars beside its figures. */
export const largest = (rows: ReportShown["rows"], at: number): number =>
  rows.reduce((most, row) => Math.max(most, typeof row[at] === "number" ? row[at] : 0), 0);

/** How full a cell of the week's pattern is, in five steps from nothing. */
export const step = (value: number, most: number): number =>
  value <= 0 || most <= 0 ? 0 : Math.max(1, Math.ceil((value / most) * 4));

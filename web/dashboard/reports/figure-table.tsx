// A report's table: codes in words, figures by kind, a bar beside each share.

import type { Column, ReportShown } from "../../shared/http";
import { lang, t } from "../../shared/i18n";
import { Table } from "../../staff/ui/table";
import { worded } from "../../staff/ui/words";
import { type Cell, figure, largest } from "../state/cells";
import { codeName } from "./codes";

interface Props {
  report: ReportShown;
  dimension: string;
  cross: string;
}

export function FigureTable({ report, dimension, cross }: Props) {
  const lone = report.rows.every((row) => row[0] === "total");
  const columns = report.columns
    .map((column, at) => ({ ...column, at }))
    .filter(({ kind }) => kind !== "period" || !lone);
  const of: Readonly<Record<string, string>> = { code: report.name === "breakdown" ? dimension : "", cross };
  const caption = worded("report.name", report.name);
  return (
    <Table caption={caption} heads={columns.map((column) => headOf(column, of))}>
      {[...inOrder(report, lone), ...(report.total.length && !lone ? [report.total] : [])].map(
        (row, index) => (
          <tr key={index} class={index === report.rows.length ? "sum" : ""}>
            {columns.map((column, place) => (
              <Shown
                key={column.key}
                value={row[column.at] ?? null}
                column={column}
                of={of[column.key] ?? column.key}
                first={place === 0}
                most={column.key === "share" ? largest(report.rows, column.at) : 0}
              />
            ))}
          </tr>
        ),
      )}
    </Table>
  );
}

/** A breakdown of one period starts with its largest part. */
function inOrder(report: ReportShown, lone: boolean): ReportShown["rows"] {
  const n = report.columns.findIndex((column) => column.key === "n");
  if (!lone || report.name !== "breakdown") return report.rows;
  return [...report.rows].sort((a, b) => Number(b[n] ?? 0) - Number(a[n] ?? 0));
}

const headOf = ({ key, kind }: Column, of: Readonly<Record<string, string>>): string => {
  const named = of[key];
  if (named) return worded("report.dimension", named);
  if (kind === "period") return t("report.column.period");
  return worded(kind === "code" ? "report.column" : "report.figure", key);
};

interface CellProps {
  value: Cell;
  column: Column;
  of: string;
  first: boolean;
  most: number;
}
function Shown({ value, column, of, first, most }: CellProps) {
  const text =
    column.kind === "code" ? codeName(String(value ?? ""), of) : figure(value, column.kind, lang.value);
  const words = value === "total" ? t("report.total") : text;
  if (first)
    return (
      <th scope="row" class={column.kind === "period" ? "num" : ""}>
        {words}
      </th>
    );
  if (!most) return <td class={column.kind === "code" ? "" : "num"}>{words}</td>;
  return (
    <td class="num">
      <span class="bar-cell">
        {words}
        <meter min={0} max={most} value={typeof value === "number" ? value : 0} aria-hidden="true" />
      </span>
    </td>
  );
}

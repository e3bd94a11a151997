// A week by hours: a table whose shades only repeat what its figures say.

import { useSignal } from "@preact/signals";
import type { ReportShown } from "../../shared/http";
import { t } from "../../shared/i18n";
import { Table } from "../../staff/ui/table";
import { worded } from "../../staff/ui/words";
import { largest, step } from "../state/cells";
import { codeName } from "./codes";

const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, "0"));

export function Pattern({ report }: { report: ReportShown }) {
  const figures = report.columns.filter((column) => column.kind === "count").map((column) => column.key);
  const shown = useSignal(figures[0] ?? "joined");
  const at = report.columns.findIndex((column) => column.key === shown.value);
  const most = largest(report.rows, at);
  const days = [...new Set(report.rows.map((row) => String(row[0])))];
  const cell = (day: string, hour: string): number =>
    Number(
      report.rows.find((row) => String(row[0]) === day && String(row[1]).padStart(2, "0") === hour)?.[at] ??
        0,
    );
  return (
    <>
      <fieldset class="segments no-print" aria-label={t("report.figure")}>
        {figures.map((key) => (
          <button
            key={key}
            type="button"
            class="btn small"
            aria-pressed={key === shown.value}
            onClick={() => (shown.value = key)}
          >
            {worded("report.figure", key)}
          </button>
        ))}
      </fieldset>
      <div class="pattern">
        <Table caption={worded("report.figure", shown.value)} heads={[t("report.column.weekday"), ...HOURS]}>
          {days.map((day) => (
            <tr key={day}>
              <th scope="row">{codeName(day, "weekday")}</th>
              {HOURS.map((hour) => (
                <td key={hour} class={`heat-${step(cell(day, hour), most)}`}>
                  {cell(day, hour) || ""}
                </td>
              ))}
            </tr>
          ))}
        </Table>
      </div>
    </>
  );
}

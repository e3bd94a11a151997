// The whole period in figures, each with its change against the period before.

import type { ReportShown } from "../../shared/http";
import { lang, t } from "../../shared/i18n";
import { worded } from "../../staff/ui/words";
import { change, figure } from "../state/cells";

const KEY = new Set([
  ...["joined", "answered", "unmet", "service_level", "abandonment"],
  ...["speed_of_answer", "longest_wait", "handle_time", "occupancy"],
]);

export const Summary = ({ report }: { report: ReportShown }) => (
  <dl class="kpis">
    {report.columns.map(({ key, kind }, at) =>
      KEY.has(key) ? (
        <div class="kpi" key={key}>
          <dt>{worded("report.figure", key)}</dt>
          <dd>{figure(report.total[at] ?? null, kind, lang.value)}</dd>
          <dd class="kpi-change">
            {change(report.change[at] ?? null, kind, lang.value, t("report.points"))}
          </dd>
        </div>
      ) : null,
    )}
  </dl>
);

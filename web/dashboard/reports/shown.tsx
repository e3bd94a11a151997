// One internal report: its key figures, its sentence, its table; the week's pattern as a grid.

import type { ReportShown } from "../../shared/http";
import { t } from "../../shared/i18n";
import { Icon } from "../../staff/ui/icon";
import { FigureTable } from "./figure-table";
import { Pattern } from "./pattern";
import type { Query } from "./query";
import { Summary } from "./summary";
import { Trend } from "./trend";

export const Shown = ({ report, asked }: { report: ReportShown; asked: Query }) => (
  <>
    <p class="note warn">
      <Icon name="lock" /> <span>{t("report.not_for_publication")}</span>
    </p>
    {report.total.length > 0 && <Summary report={report} />}
    <Trend report={report} />
    {report.rows.length === 0 ? (
      <p class="empty muted">{t("report.nothing")}</p>
    ) : report.name === "pattern" ? (
      <Pattern report={report} />
    ) : (
      <FigureTable report={report} dimension={asked.dimension} cross={asked.cross} />
    )}
    <p class="muted small">{t("report.zone", { zone: report.zone })}</p>
  </>
);

// How the desk went since this page was opened: two small charts, each with its sentence and its table.

import { lang, t } from "../../shared/i18n";
import { span, timeOfDay } from "../../staff/time";
import { zone } from "../../staff/zone";
import { Chart, type Series } from "../chart/chart";
import type { Point } from "../state/history";
import { history } from "../store";
import { Panel } from "./panel";

const COUNTS: readonly Series<Point, "waiting" | "active" | "available">[] = [
  { name: "waiting", colour: "--chart-2", of: (point) => point.waiting },
  { name: "active", colour: "--chart-1", of: (point) => point.active },
  { name: "available", colour: "--chart-3", of: (point) => point.available },
];
const WAIT: readonly Series<Point, "longest">[] = [
  { name: "longest", colour: "--chart-2", of: (point) => Math.round(point.longestS / 60) },
];

export function Trends() {
  const points = history.value;
  const last = points[points.length - 1];
  const since = points[0] ? timeOfDay(new Date(points[0].at), lang.value, zone.value) : "";
  const most = Math.max(0, ...points.map((point) => point.waiting));
  const longest = Math.max(0, ...points.map((point) => point.longestS));
  return (
    <Panel title={t("dashboard.trends")} class="wide">
      <div class="charts">
        <Chart
          title={t("dashboard.trends.counts")}
          sentence={t("dashboard.trends.counts_said", { since, now: last?.waiting ?? 0, most })}
          points={points}
          series={COUNTS}
          names={(name) => t(`dashboard.kpi.${name}`)}
        />
        <Chart
          title={t("dashboard.trends.wait")}
          sentence={t("dashboard.trends.wait_said", { since, longest: span(longest) })}
          points={points}
          series={WAIT}
          names={(name) => t(`dashboard.kpi.${name}`)}
        />
      </div>
    </Panel>
  );
}

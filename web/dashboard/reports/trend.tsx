// The service report over time: who came, who was answered, who was not helped.

import type { ReportShown } from "../../shared/http";
import { lang, t } from "../../shared/i18n";
import { Chart, type Series } from "../chart/chart";
import { startOf } from "../state/periods";

interface Point {
  readonly at: number;
  readonly joined: number;
  readonly answered: number;
  readonly unmet: number;
}
const SERIES: readonly Series<Point, "joined" | "answered" | "unmet">[] = [
  { name: "joined", colour: "--chart-2", of: (point) => point.joined },
  { name: "answered", colour: "--chart-1", of: (point) => point.answered },
  { name: "unmet", colour: "--chart-3", of: (point) => point.unmet },
];
const FEWEST = 3;
const LONG_MS = 2 * 86_400_000;

function points(report: ReportShown): readonly Point[] {
  const at = (key: string): number => report.columns.findIndex((column) => column.key === key);
  const places = { joined: at("joined"), answered: at("answered"), unmet: at("unmet") };
  return report.rows.flatMap((row) => {
    const start = startOf(String(row[0]));
    const value = (place: number): number => Number(row[place] ?? 0);
    const { joined, answered, unmet } = places;
    return start === null
      ? []
      : [{ at: start, joined: value(joined), answered: value(answered), unmet: value(unmet) }];
  });
}

export function Trend({ report }: { report: ReportShown }) {
  const shown = points(report);
  if (report.name !== "service" || shown.length < FEWEST) return null;
  const busiest = shown.reduce((most, point) => (point.joined > most.joined ? point : most));
  const long = (shown[shown.length - 1]?.at ?? 0) - (shown[0]?.at ?? 0) > LONG_MS;
  const when = (at: Date): string =>
    at.toLocaleString(
      lang.value,
      long ? { day: "numeric", month: "short" } : { day: "numeric", hour: "2-digit" },
    );
  return (
    <Chart
      title={t("report.trend")}
      sentence={t("report.trend_said", { when: when(new Date(busiest.at)), count: busiest.joined })}
      points={shown}
      series={SERIES}
      names={(name) => t(`report.figure.${name}`)}
      when={when}
      twin={false}
    />
  );
}

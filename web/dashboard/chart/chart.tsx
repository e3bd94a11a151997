// A small line chart (a canvas, which nobody can read out) with a sentence above and a table behind it.

import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { lang, t } from "../../shared/i18n";
import { timeOfDay } from "../../staff/time";
import { Table } from "../../staff/ui/table";
import { zone } from "../../staff/zone";
import { options } from "./options";

export interface Timed {
  readonly at: number;
}
/** `N`: the names of the lines, which the page words. */
export interface Series<P extends Timed, N extends string> {
  readonly name: N;
  /** A custom property of the tokens, so that both themes fit. */
  readonly colour: string;
  readonly of: (point: P) => number;
}
interface Props<P extends Timed, N extends string> {
  title: string;
  sentence: string;
  points: readonly P[];
  series: readonly Series<P, N>[];
  names: (name: N) => string;
  /** How a moment is written; the time of day unless said otherwise. */
  when?: (at: Date) => string;
  /** False where the same figures already stand in a table beside. */
  twin?: boolean;
}
const clock = (at: Date): string => timeOfDay(at, lang.value, zone.value);

export function Chart<P extends Timed, N extends string>(props: Props<P, N>) {
  const { title, sentence, points, series, names, when = clock, twin = true } = props;
  return (
    <figure class="chart">
      <figcaption>
        <h3>{title}</h3>
        <p class="small muted">{sentence}</p>
        <ul class="legend" aria-hidden="true">
          {series.map((one) => (
            <li key={one.name} class={`key ${one.colour.slice(2)}`}>
              {names(one.name)}
            </li>
          ))}
        </ul>
      </figcaption>
      <Canvas points={points} series={series} when={when} />
      {twin && (
        <details>
          <summary>{t("dashboard.chart.table")}</summary>
          <Twin title={title} points={points} series={series} names={names} when={when} />
        </details>
      )}
    </figure>
  );
}

const data = <P extends Timed>(
  points: readonly P[],
  series: readonly Series<P, string>[],
): uPlot.AlignedData => [points.map((point) => point.at / 1000), ...series.map((one) => points.map(one.of))];

type Drawn<P extends Timed, N extends string> = Required<Pick<Props<P, N>, "points" | "series" | "when">>;

function Canvas<P extends Timed, N extends string>({ points, series, when }: Drawn<P, N>) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef({ points, when });
  latest.current = { points, when };
  useEffect(() => {
    const host = box.current;
    if (!host) return undefined;
    const colours = series.map((one) => one.colour);
    const draw = () => {
      plot.current?.destroy();
      plot.current = new uPlot(
        options(host, colours, (at) => latest.current.when(at)),
        data(latest.current.points, series),
        host,
      );
    };
    const watch = new ResizeObserver(draw);
    watch.observe(host);
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", draw);
    return () => {
      watch.disconnect();
      scheme.removeEventListener("change", draw);
      plot.current?.destroy();
    };
  }, []);
  useEffect(() => plot.current?.setData(data(points, series)), [points, when]);
  return <div class="canvas" ref={box} aria-hidden="true" />;
}

const ROWS = 24;

function Twin<P extends Timed, N extends string>({
  title,
  points,
  series,
  names,
  when,
}: Drawn<P, N> & Pick<Props<P, N>, "title" | "names">) {
  const step = Math.max(1, Math.ceil(points.length / ROWS));
  const shown = points.filter((_, index) => (points.length - 1 - index) % step === 0);
  return (
    <Table caption={title} heads={[t("dashboard.chart.time"), ...series.map((one) => names(one.name))]}>
      {shown.map((point) => (
        <tr key={point.at}>
          <th scope="row">{when(new Date(point.at))}</th>
          {series.map((one) => (
            <td class="num" key={one.name}>
              {one.of(point)}
            </td>
          ))}
        </tr>
      ))}
    </Table>
  );
}

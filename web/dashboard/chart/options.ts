// How the charts look: colours and type from the tokens, whole numbers, times in the reader's way.

import type uPlot from "uplot";

const HEIGHT = 150;

export function options(
  host: HTMLElement,
  colours: readonly string[],
  when: (at: Date) => string,
): uPlot.Options {
  const token = (name: string) => getComputedStyle(host).getPropertyValue(name).trim();
  const axis = {
    stroke: token("--ink-2"),
    grid: { stroke: token("--line"), width: 1 },
    ticks: { show: false },
    font: `11px ${token("--font")}`,
  };
  return {
    width: Math.max(120, host.clientWidth),
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_plot, _low, high) => [0, Math.max(4, Math.ceil(high * 1.1))] } },
    axes: [
      {
        ...axis,
        values: (_plot, ticks) => eachOnce(ticks.map((at) => when(new Date(at * 1000)))),
        space: 70,
      },
      {
        ...axis,
        size: 34,
        values: (_plot, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? String(tick) : "")),
      },
    ],
    series: [{}, ...colours.map((colour) => ({ stroke: token(colour), width: 2, points: { show: false } }))],
  };
}

/** Several moments of one minute have one name. */
export const eachOnce = (names: readonly string[]): string[] =>
  names.map((name, place) => (name === names[place - 1] ? "" : name));

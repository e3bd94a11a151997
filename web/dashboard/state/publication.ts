// A published quarter's tables as they are drawn: a figure that is hidden is null. Pure.
import type { Quarter } from "../../shared/http";

export type Hidden = number | null;
export interface OneWay {
  readonly group: string;
  readonly name: string;
  readonly total: Hidden;
  readonly rows: readonly { code: string; n: Hidden; share: Hidden }[];
}
export interface Crossed {
  readonly group: string;
  readonly name: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly cells: readonly (readonly Hidden[])[];
}

type Loose = Readonly<Record<string, unknown>>;

const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const textIn = (value: unknown): string => (typeof value === "string" ? value : "");
const figureIn = (value: unknown): Hidden => (typeof value === "number" ? value : null);

function rowIn(value: unknown): OneWay["rows"][number] {
  const row = (value ?? {}) as Loose;
  return { code: textIn(row.code), n: figureIn(row.n), share: figureIn(row.share) };
}

/** A table of one dimension, or of two that cross. */
export function readTable(table: Loose): OneWay | Crossed {
  const name = { group: textIn(table.group), name: textIn(table.name) };
  if (!Array.isArray(table.cells))
    return { ...name, total: figureIn(table.total), rows: listIn(table.rows).map(rowIn) };
  return {
    ...name,
    rows: listIn(table.rows).map(textIn),
    columns: listIn(table.columns).map(textIn),
    cells: table.cells.map((line) => listIn(line).map(figureIn)),
  };
}

export const readRates = (rates: Quarter["rates"]): readonly (readonly [name: string, figure: Hidden])[] =>
  Object.entries(rates).map(([name, figure]) => [name, figureIn(figure)]);

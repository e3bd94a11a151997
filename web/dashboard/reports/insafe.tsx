// The quarterly report for publication: small figures hidden, all rounded; made to be printed.

import type { Quarter, Quarters } from "../../shared/http";
import { lang, t } from "../../shared/i18n";
import { Table } from "../../staff/ui/table";
import { worded } from "../../staff/ui/words";
import { figure, NONE } from "../state/cells";
import { type Crossed, type Hidden, type OneWay, readRates, readTable } from "../state/publication";
import { codeName } from "./codes";

export const Insafe = ({ published }: { published: Quarters }) => (
  <>
    <p class="muted">{t("report.suppressed")}</p>
    {published.quarters.length === 0 && <p class="note warn">{t("report.not_over")}</p>}
    {published.quarters.map((one) => (
      <article key={one.quarter} class="publication">
        <Rates rates={one.rates} />
        {one.tables.map(readTable).map((table) => (
          <div
            key={`${table.group}.${table.name}`}
            class={"cells" in table ? "published crossed" : "published"}
          >
            <h3>{titleOf(table)}</h3>
            {"cells" in table ? <Cross table={table} /> : <Counts table={table} />}
          </div>
        ))}
      </article>
    ))}
  </>
);

const titleOf = ({ group, name }: OneWay | Crossed): string =>
  `${codeName(group)}: ${name.split("*").map(dimensionName).join(" × ")}`;
const dimensionName = (name: string): string => worded("report.dimension", name);
const shown = (n: Hidden): string => figure(n, "count", lang.value);

const Rates = ({ rates }: Pick<Quarter, "rates">) => (
  <dl class="kpis">
    {readRates(rates).map(([name, value]) => (
      <div class="kpi" key={name}>
        <dt>{codeName(name)}</dt>
        <dd>{shown(value)}</dd>
      </div>
    ))}
  </dl>
);

const Counts = ({ table }: { table: OneWay }) => (
  <Table
    caption={titleOf(table)}
    heads={[dimensionName(table.name), t("report.figure.n"), t("report.figure.share")]}
  >
    {table.rows.map((row) => (
      <tr key={row.code}>
        <th scope="row">{codeName(row.code, table.name)}</th>
        <td class="num">{shown(row.n)}</td>
        <td class="num">{row.share === null ? NONE : `${shown(row.share)} %`}</td>
      </tr>
    ))}
    <tr class="sum">
      <th scope="row">{t("report.total")}</th>
      <td class="num">{shown(table.total)}</td>
      <td />
    </tr>
  </Table>
);

function Cross({ table }: { table: Crossed }) {
  const [first = "", second = ""] = table.name.split("*");
  return (
    <Table
      caption={titleOf(table)}
      heads={[dimensionName(first), ...table.columns.map((code) => codeName(code, second))]}
    >
      {table.rows.map((code, at) => (
        <tr key={code}>
          <th scope="row">{codeName(code, first)}</th>
          {table.columns.map((column, place) => (
            <td class="num" key={column}>
              {shown(table.cells[at]?.[place] ?? null)}
            </td>
          ))}
        </tr>
      ))}
    </Table>
  );
}

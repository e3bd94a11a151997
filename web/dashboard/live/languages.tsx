// Each language's queue: who waits, the longest wait in full, who could answer.

import { t } from "../../shared/i18n";
import type { Board } from "../../shared/protocol";
import { span } from "../../staff/time";
import { Table } from "../../staff/ui/table";
import { languageName } from "../../staff/ui/words";
import { waitTone } from "../state/figures";
import { Panel } from "./panel";

const HEADS = ["language", "waiting", "longest", "active", "available"] as const;

export const Languages = ({ board }: { board: Board }) => (
  <Panel title={t("dashboard.languages")}>
    <Table caption={t("dashboard.languages")} heads={HEADS.map((head) => t(`dashboard.languages.${head}`))}>
      {board.languages.map((one) => (
        <tr key={one.language}>
          <th scope="row">
            {languageName(one.language)}{" "}
            {one.unserved && <span class="chip urgent">{t("dashboard.languages.unserved")}</span>}
          </th>
          <td class="num">{one.waiting + one.offered}</td>
          <td class={`num ${waitTone(one.longest_wait_s)}`}>
            {one.waiting + one.offered ? span(one.longest_wait_s) : "–"}
          </td>
          <td class="num">{one.active}</td>
          <td class="num">{one.available}</td>
        </tr>
      ))}
    </Table>
  </Panel>
);

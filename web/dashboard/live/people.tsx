// Counsellors on duty by state, with the acts that are one click away. No ranking, no counts per person.

import { useSignal } from "@preact/signals";
import { t } from "../../shared/i18n";
import type { Board, BoardStaff } from "../../shared/protocol";
import { once } from "../../shared/ui/once";
import { span } from "../../staff/time";
import { Table } from "../../staff/ui/table";
import { languageName, skillName, worded } from "../../staff/ui/words";
import { setCounsellor } from "../acts";
import { byPresence } from "../state/order";
import { Panel } from "./panel";
import { PersonDialog } from "./person-dialog";
import { useStill } from "./still";

const HEADS = ["name", "status", "since", "load", "languages", "acts"] as const;

export function People({ board }: { board: Board }) {
  const editing = useSignal<BoardStaff | null>(null);
  const { rows, gone, around } = useStill(byPresence(board.staff), (one) => one.staff);
  return (
    <Panel title={t("dashboard.people")} class="wide">
      <div {...around}>
        <Table
          caption={t("dashboard.people")}
          heads={HEADS.map((head) => t(`dashboard.people.${head}`))}
          empty={rows.length === 0 && t("dashboard.people.none")}
        >
          {rows.map((one) => (
            <Row key={one.staff} person={one} gone={gone(one)} onEdit={() => (editing.value = one)} />
          ))}
        </Table>
      </div>
      {editing.value && <PersonDialog person={editing.value} onClose={() => (editing.value = null)} />}
    </Panel>
  );
}

interface RowProps {
  person: BoardStaff;
  gone: boolean;
  onEdit: () => void;
}
const Row = ({ person, gone, onEdit }: RowProps) => (
  <tr
    class={gone ? "off" : undefined}
    inert={gone}
    data-testid="staff-row"
    data-staff={person.staff}
    data-status={person.status}
  >
    <th scope="row">
      {person.name} {person.heavy && <span class="chip warm">{t("dashboard.people.heavy")}</span>}
    </th>
    <td>
      <span class={`dot ${person.online ? person.status : "offline"}`} aria-hidden="true" />{" "}
      {t(`dashboard.status.${person.status}`)}
      {person.reason && ` (${worded("dashboard.reason", person.reason)})`}
      {!person.online && <span class="chip urgent">{t("dashboard.people.lost")}</span>}
    </td>
    <td class="num">{span(person.since_s ?? 0)}</td>
    <td class="num">{t("dashboard.people.load_of", { load: person.load, capacity: person.capacity })}</td>
    <td>
      {person.languages.map(languageName).join(", ")}
      {(person.skills ?? []).map((code) => (
        <span class="chip" key={code}>
          {skillName(code)}
        </span>
      ))}
    </td>
    <td class="acts">
      {person.status === "available" && (
        <button
          type="button"
          class="btn small"
          onClick={once(() => setCounsellor({ staff: person.staff, status: "away" }))}
          data-testid="set-away"
        >
          {t("dashboard.people.set_away")}
        </button>
      )}
      {person.status === "away" && (
        <button
          type="button"
          class="btn small"
          onClick={once(() => setCounsellor({ staff: person.staff, status: "available" }))}
        >
          {t("dashboard.people.set_available")}
        </button>
      )}
      <button type="button" class="btn plain small" onClick={onEdit} data-testid="edit-person">
        {t("dashboard.people.edit")}
      </button>
    </td>
  </tr>
);

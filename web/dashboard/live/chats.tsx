// Chats that wait or run: no name, no word of them; and what a supervisor may do with each.

import { useSignal } from "@preact/signals";
import { t } from "../../shared/i18n";
import type { Board, BoardChat, Priority } from "../../shared/protocol";
import { once } from "../../shared/ui/once";
import { span } from "../../staff/time";
import { Table } from "../../staff/ui/table";
import { languageName } from "../../staff/ui/words";
import { requeue, setPriority } from "../acts";
import { waitTone } from "../state/figures";
import { byNeed } from "../state/order";
import { nameOf } from "../store";
import { AssignDialog } from "./assign-dialog";
import { Panel } from "./panel";
import { useStill } from "./still";
import { TraceDialog } from "./trace-dialog";

const HEADS = ["state", "priority", "language", "waited", "with", "acts"] as const;

export function Chats({ board }: { board: Board }) {
  const assigning = useSignal<BoardChat | null>(null);
  const explaining = useSignal<string | null>(null);
  const { rows, gone, around } = useStill(byNeed(board.chats), (one) => one.chat);
  return (
    <Panel
      title={t("dashboard.chats")}
      aside={
        <button type="button" class="btn small" onClick={() => (explaining.value = "")}>
          {t("dashboard.trace.newest")}
        </button>
      }
      class="wide"
    >
      <div {...around}>
        <Table
          caption={t("dashboard.chats")}
          heads={HEADS.map((head) => t(`dashboard.chats.${head}`))}
          empty={rows.length === 0 && t("dashboard.chats.none")}
        >
          {rows.map((one) => (
            <Row
              key={one.chat}
              chat={one}
              gone={gone(one)}
              onAssign={() => (assigning.value = one)}
              onWhy={() => (explaining.value = one.chat)}
            />
          ))}
        </Table>
      </div>
      {assigning.value && (
        <AssignDialog chat={assigning.value} board={board} onClose={() => (assigning.value = null)} />
      )}
      {explaining.value !== null && (
        <TraceDialog chat={explaining.value} onClose={() => (explaining.value = null)} />
      )}
    </Panel>
  );
}

interface RowProps {
  chat: BoardChat;
  gone: boolean;
  onAssign: () => void;
  onWhy: () => void;
}
const Row = ({ chat, gone, onAssign, onWhy }: RowProps) => (
  <tr
    class={gone ? "off" : undefined}
    inert={gone}
    data-testid="chat-row"
    data-chat={chat.chat}
    data-state={chat.state}
  >
    <td>
      <span class={`state ${chat.state}`}>{t(`dashboard.state.${chat.state}`)}</span>
      {chat.unserved && <span class="chip urgent">{t("dashboard.chats.unserved")}</span>}
      {chat.missed_by_all && <span class="chip urgent">{t("dashboard.chats.missed_by_all")}</span>}
    </td>
    <td>
      <PrioritySelect chat={chat} />
    </td>
    <td>{languageName(chat.language)}</td>
    <td class={`num ${chat.state === "waiting" ? waitTone(chat.waited_s) : ""}`}>{span(chat.waited_s)}</td>
    <td>{chat.staff ? `${nameOf(chat.staff)} · ${span(chat.since_s ?? 0)}` : "–"}</td>
    <td class="acts">
      {chat.state === "waiting" && (
        <button type="button" class="btn small" onClick={onAssign} data-testid="assign">
          {t("dashboard.chats.assign")}
        </button>
      )}
      {(chat.state === "active" || chat.state === "offered") && (
        <button
          type="button"
          class="btn small"
          onClick={once(() => requeue(chat.chat))}
          data-testid="requeue"
        >
          {t("dashboard.chats.requeue")}
        </button>
      )}
      <button type="button" class="btn plain small" onClick={onWhy}>
        {t("dashboard.chats.why")}
      </button>
    </td>
  </tr>
);

const PrioritySelect = ({ chat }: { chat: BoardChat }) => (
  <select
    class={`compact ${chat.priority < 3 ? "bad" : ""}`}
    aria-label={t("dashboard.chats.priority")}
    value={chat.priority}
    disabled={chat.state !== "waiting" && chat.state !== "offered"}
    onChange={(event) => setPriority(chat.chat, Number(event.currentTarget.value) as Priority)}
  >
    {([1, 2, 3] as const).map((value) => (
      <option key={value} value={value}>
        {t(`dashboard.priority.${value}`)}
      </option>
    ))}
  </select>
);

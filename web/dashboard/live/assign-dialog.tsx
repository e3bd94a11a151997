// Giving a waiting chat to somebody by hand: it is offered to them now.

import { t } from "../../shared/i18n";
import type { Board, BoardChat } from "../../shared/protocol";
import { Dialog } from "../../staff/ui/dialog";
import { languageName } from "../../staff/ui/words";
import { assign } from "../acts";
import { candidates } from "../state/order";

interface Props {
  chat: BoardChat;
  board: Board;
  onClose: () => void;
}

export function AssignDialog({ chat, board, onClose }: Props) {
  const people = candidates(board.staff, chat.language);
  const give = (staff: string) => {
    onClose();
    assign(chat.chat, staff);
  };
  return (
    <Dialog title={t("dashboard.assign.title")} onClose={onClose} testid="assign-dialog">
      <p>{t("dashboard.assign.explain")}</p>
      {people.length === 0 && <p class="note warn">{t("dashboard.assign.nobody")}</p>}
      <ul class="picks">
        {people.map((one) => (
          <li key={one.staff}>
            <button type="button" class="option" onClick={() => give(one.staff)}>
              <span class={`dot ${one.status}`} aria-hidden="true" />
              <strong>{one.name}</strong>
              <span class="grow">
                {one.languages.map(languageName).join(", ")} · {t(`dashboard.status.${one.status}`)} ·{" "}
                {t("dashboard.people.load_of", { load: one.load, capacity: one.capacity })}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

// Asking a supervisor into the chat: the teen sees them come in.

import { t } from "../../shared/i18n";
import { Dialog } from "../../staff/ui/dialog";
import { invite } from "../actions";
import type { Chat } from "../state/model";

export function InviteDialog({ chat, onClose }: { chat: Chat; onClose: () => void }) {
  const ask = () => {
    onClose();
    invite(chat);
  };
  return (
    <Dialog title={t("console.invite.title")} onClose={onClose} testid="invite-dialog">
      <p>{t("console.invite.explain")}</p>
      <div class="dialog-acts">
        <button type="button" class="btn" onClick={onClose}>
          {t("staff.cancel")}
        </button>
        <button type="button" class="btn primary" onClick={ask} data-testid="invite-confirm">
          {t("console.invite.go")}
        </button>
      </div>
    </Dialog>
  );
}

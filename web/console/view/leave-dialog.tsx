// Signing out in the middle of a chat: asked once more, since the teen would have to wait again.

import { t } from "../../shared/i18n";
import { Dialog } from "../../staff/ui/dialog";
import { leave } from "../connection/connect";
import { writable } from "../state/chats";
import { desk } from "../store";

const mine = () => desk.value.chats.filter((one) => writable(one) && one.role === "counsellor");

/** Whether a teen is in a chat with this counsellor now. */
export const talking = (): boolean => mine().length > 0;

export const LeaveDialog = ({ onClose }: { onClose: () => void }) => (
  <Dialog title={t("console.leave.title")} onClose={onClose} testid="leave-dialog">
    <p>{t("console.leave.explain", { count: mine().length })}</p>
    <div class="dialog-acts">
      <button type="button" class="btn" onClick={onClose}>
        {t("console.leave.stay")}
      </button>
      <button type="button" class="btn danger" onClick={leave} data-testid="leave-confirm">
        {t("staff.signout")}
      </button>
    </div>
  </Dialog>
);

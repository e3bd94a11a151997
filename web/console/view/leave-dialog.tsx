// Signing out in the middle of a chat: asked once more, since the teen would have to wait again.

import { t } from "../../shared/i18n";
import { Dialog } from "../../staff/ui/dialog";
import { leave } from "../connection/connect";
import { writable } from "../state/chats";
import { unsent } from "../state/transcript";
import { desk, logOf } from "../store";
import { WordsFirst } from "./words-first";

const here = () => desk.value.chats.filter(writable);
const mine = () => here().filter((one) => one.role === "counsellor");

/** Whether a teen is in a chat with this counsellor now. */
export const talking = (): boolean => mine().length > 0;

/** Whether signing out now would take something from a teen. */
export const isMissed = (): boolean => talking() || here().some(({ chat }) => unsent(logOf(chat)));

export const LeaveDialog = ({ onClose }: { onClose: () => void }) => (
  <Dialog title={t("console.leave.title")} onClose={onClose} testid="leave-dialog">
    {talking() && <p>{t("console.leave.explain", { count: mine().length })}</p>}
    <div class="dialog-acts">
      <button type="button" class="btn" onClick={onClose}>
        {t("console.leave.stay")}
      </button>
      <WordsFirst chats={here()} go={leave} class="btn danger" testid="leave-confirm">
        {t("staff.signout")}
      </WordsFirst>
    </div>
  </Dialog>
);

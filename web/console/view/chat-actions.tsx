// What can be done with a running chat besides writing: hand on, ask a supervisor in, propose a block, end; or step out.

import { useSignal } from "@preact/signals";
import { t } from "../../shared/i18n";
import { Icon, type IconName } from "../../staff/ui/icon";
import { stepOut } from "../actions";
import type { Chat } from "../state/model";
import { online } from "../store";
import { BlockDialog } from "./block-dialog";
import { EndDialog } from "./end-dialog";
import { InviteDialog } from "./invite-dialog";
import { TransferDialog } from "./transfer-dialog";
import { WordsFirst } from "./words-first";

const ACTS: readonly [Act, IconName][] = [
  ["transfer", "transfer"],
  ["invite", "invite"],
  ["block", "ban"],
  ["end", "close"],
];
type Act = "transfer" | "invite" | "block" | "end";
const DIALOGS = { transfer: TransferDialog, invite: InviteDialog, block: BlockDialog, end: EndDialog };

/** A supervisor ends nothing: they leave, and the chat goes on. */
const StepOut = ({ chat }: { chat: Chat }) => (
  <fieldset class="chat-acts" aria-label={t("console.acts")}>
    <WordsFirst
      chats={[chat]}
      go={() => stepOut(chat)}
      class="btn small end"
      disabled={!online.value}
      testid="act-step-out"
    >
      <Icon name="close" /> <span class="act-words">{t("console.act.step_out")}</span>
    </WordsFirst>
  </fieldset>
);

export const ChatActions = ({ chat }: { chat: Chat }) =>
  chat.role === "counsellor" ? <Acts chat={chat} /> : <StepOut chat={chat} />;

function Acts({ chat }: { chat: Chat }) {
  const shown = useSignal<Act | "">("");
  const Shown = shown.value ? DIALOGS[shown.value] : null;
  return (
    <fieldset class="chat-acts" aria-label={t("console.acts")}>
      {chat.block === "proposed" && <span class="chip warm">{t("console.block.waiting")}</span>}
      {ACTS.map(([act, icon]) => (
        <button
          key={act}
          type="button"
          class={act === "end" ? "btn small end" : "btn plain small"}
          onClick={() => (shown.value = act)}
          disabled={!online.value || (act === "block" && chat.block === "proposed")}
          data-testid={`act-${act}`}
        >
          <Icon name={icon} /> <span class="act-words">{t(`console.act.${act}`)}</span>
        </button>
      ))}
      {Shown && <Shown chat={chat} onClose={() => (shown.value = "")} />}
    </fieldset>
  );
}

// Asks once before the chat or the place in the queue is given up.
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../shared/i18n";
import type { Conversation } from "../conversation";
import { asksLeave } from "../store";

export function LeaveDialog({ talk }: { talk: Conversation }): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = asksLeave.value;
  const chatting = talk.state.value?.state === "active";
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  const close = (): void => {
    asksLeave.value = false;
  };
  const leave = (): void => {
    close();
    talk.leave();
  };
  return (
    <dialog ref={dialog} class="card dialog" aria-labelledby="leave-title" onClose={close}>
      <h2 id="leave-title">{t("widget.leave.title")}</h2>
      <p>{t(chatting ? "widget.leave.chat" : "widget.leave.queue")}</p>
      <div class="row">
        <button type="button" class="btn" onClick={close}>
          {t("widget.leave.no")}
        </button>
        <button type="button" class="btn primary" onClick={leave} data-test="leave-yes">
          {t("widget.leave.yes")}
        </button>
      </div>
    </dialog>
  );
}

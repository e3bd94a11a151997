// Ending a chat: asked once more, with room to say that it was a heavy one.

import { useSignal } from "@preact/signals";
import { t } from "../../shared/i18n";
import { Dialog } from "../../staff/ui/dialog";
import { Tick } from "../../staff/ui/field";
import { finish } from "../actions";
import type { Chat } from "../state/model";
import { WordsFirst } from "./words-first";

export function EndDialog({ chat, onClose }: { chat: Chat; onClose: () => void }) {
  const heavy = useSignal(false);
  const end = async () => {
    if (await finish(chat, heavy.value)) onClose();
  };
  return (
    <Dialog title={t("console.end.title")} onClose={onClose} testid="end-dialog">
      <p>{t("console.end.explain")}</p>
      <Tick
        type="checkbox"
        checked={heavy.value}
        onChange={(event) => (heavy.value = event.currentTarget.checked)}
        label={t("console.end.heavy")}
      />
      <p class="hint">{t("console.end.heavy_hint")}</p>
      <div class="dialog-acts">
        <button type="button" class="btn" onClick={onClose}>
          {t("staff.cancel")}
        </button>
        <WordsFirst chats={[chat]} go={end} class="btn primary" testid="end-confirm">
          {t("console.end.go")}
        </WordsFirst>
      </div>
    </Dialog>
  );
}

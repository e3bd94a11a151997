// Proposing a block: a second person decides, and it ends by itself.

import { useSignal } from "@preact/signals";
import { t } from "../../shared/i18n";
import { Dialog } from "../../staff/ui/dialog";
import { Field } from "../../staff/ui/field";
import { proposeBlock } from "../actions";
import type { Chat } from "../state/model";

const HOURS = [1, 4, 12, 24] as const;

export function BlockDialog({ chat, onClose }: { chat: Chat; onClose: () => void }) {
  const hours = useSignal<number>(4);
  const propose = () => {
    onClose();
    proposeBlock(chat, hours.value);
  };
  return (
    <Dialog title={t("console.block.title")} onClose={onClose} testid="block-dialog">
      <p>{t("console.block.explain")}</p>
      <Field label={t("console.block.hours")}>
        <select value={hours.value} onChange={(event) => (hours.value = Number(event.currentTarget.value))}>
          {HOURS.map((count) => (
            <option key={count} value={count}>
              {t("console.hours", { count })}
            </option>
          ))}
        </select>
      </Field>
      <div class="dialog-acts">
        <button type="button" class="btn" onClick={onClose}>
          {t("staff.cancel")}
        </button>
        <button type="button" class="btn danger" onClick={propose} data-testid="block-confirm">
          {t("console.block.go")}
        </button>
      </div>
    </Dialog>
  );
}

// A dialog with a form: save, cancel, and removing where that is possible (asked twice). What is written in it goes with
// *Cancel*, not with Escape nor with the window unasked.

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../../shared/i18n";
import { once } from "../../shared/ui/once";
import { Dialog } from "../../staff/ui/dialog";
import { Icon } from "../../staff/ui/icon";
import { useWarningHere } from "./unsaved";

interface Props {
  title: string;
  onClose: () => void;
  /** Gets the form's fields; the dialog closes when it answers true. */
  onSave: (data: FormData) => Promise<boolean>;
  onRemove?: (() => Promise<boolean>) | undefined;
  children: ComponentChildren;
}

export function FormDialog({ title, onClose, onSave, onRemove, children }: Props) {
  const sure = useSignal(false);
  const busy = useSignal(false);
  const gone = useSignal(false);
  const written = useSignal(false);
  useWarningHere(written.value);
  useEffect(() => () => (gone.value = true), []);
  const closing = async (how: () => Promise<boolean>) => {
    if (busy.value) return;
    busy.value = true;
    const done = await how();
    busy.value = false;
    if (done && !gone.value) onClose(); // it does not close what was opened since
  };
  const remove = () => {
    if (sure.value && onRemove) closing(onRemove);
    sure.value = true;
  };
  return (
    <Dialog title={title} onClose={onClose} keeps={written.value} testid="edit-dialog">
      <form
        class="stack"
        onInput={() => (written.value = true)}
        onSubmit={(event) => {
          event.preventDefault();
          const data = new FormData(event.currentTarget);
          closing(() => onSave(data));
        }}
      >
        {children}
        <div class="dialog-acts">
          {onRemove && (
            <button type="button" class="btn end" onClick={once(remove)}>
              <Icon name="trash" /> {t(sure.value ? "dashboard.remove_sure" : "staff.remove")}
            </button>
          )}
          <span class="grow" />
          <button type="button" class="btn" onClick={onClose}>
            {t("staff.cancel")}
          </button>
          <button type="submit" class="btn primary" data-testid="save">
            {t("dashboard.save")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** A field's trimmed text. */
export const text = (data: FormData, name: string): string => String(data.get(name) ?? "").trim();

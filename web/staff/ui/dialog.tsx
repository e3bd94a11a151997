// A native modal dialog: focus stays inside, Escape closes, focus returns to where it was.

import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { t } from "../../shared/i18n";
import { Icon } from "./icon";
import { dialogs, News } from "./toasts";

interface Props {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  wide?: boolean;
  /** Something is written in it, which Escape, pressed for a list of suggestions, does not take away. */
  keeps?: boolean;
  testid?: string;
}

export function Dialog({ title, onClose, children, wide = false, keeps = false, testid }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const back = document.activeElement;
    dialog.current?.showModal();
    dialogs.value += 1;
    return () => {
      dialogs.value -= 1;
      if (back instanceof HTMLElement && back.isConnected) back.focus();
    };
  }, []);
  useEffect(() => {
    if (!keeps) return;
    // a second Escape in a row closes a dialog of Chromium whatever is said to `cancel`
    const stay = (event: KeyboardEvent): void => {
      if (event.key === "Escape") event.preventDefault();
    };
    addEventListener("keydown", stay);
    return () => removeEventListener("keydown", stay);
  }, [keeps]);
  return (
    <dialog
      ref={dialog}
      class={wide ? "dialog wide" : "dialog"}
      aria-labelledby={id}
      onCancel={(event) => keeps && event.preventDefault()}
      onClose={onClose}
      data-testid={testid}
    >
      <div class="dialog-head">
        <h2 id={id}>{title}</h2>
        <button type="button" class="btn plain icon-only" onClick={onClose} aria-label={t("staff.close")}>
          <Icon name="close" />
        </button>
      </div>
      <div class="dialog-body">{children}</div>
      <News />
    </dialog>
  );
}

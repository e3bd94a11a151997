// The foot of a page that is saved as a whole: whether it is, or what is not right yet; to undo, to save.
import { t } from "../../shared/i18n";
import { useWarning } from "./unsaved";

interface FootProps {
  dirty: boolean;
  /** What is not right yet, in words; "" when it can be saved. */
  wrong: string;
  onForget: () => void;
}
export function Foot({ dirty, wrong, onForget }: FootProps) {
  useWarning(dirty);
  return (
    <div class="page-foot">
      <p role="status" data-testid="saved-state">
        {wrong || t(dirty ? "dashboard.unsaved" : "dashboard.all_saved")}
      </p>
      <button type="button" class="btn" aria-disabled={!dirty} onClick={() => dirty && onForget()}>
        {t("dashboard.undo")}
      </button>
      <button type="submit" class="btn primary" aria-disabled={!dirty || wrong !== ""} data-testid="save">
        {t("dashboard.save")}
      </button>
    </div>
  );
}

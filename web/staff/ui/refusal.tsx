// A connection that does not come back by itself: why, and the one thing that helps.
import { t, wordsFor } from "../../shared/i18n";
import { Icon } from "./icon";

/** Why trying again on this very page may help; everything else takes a fresh page. */
const TRIES_AGAIN: ReadonlySet<string> = new Set(["abuse", "bad_token"]);

export function Refusal({ reason, onRetry }: { reason: string; onRetry: () => void }) {
  const again = TRIES_AGAIN.has(reason);
  return (
    <div class="note bad" data-testid="link-notice">
      <Icon name="cut" />
      <span class="grow">{wordsFor("staff.refused", reason) ?? t("staff.refused.other")}</span>
      <button type="button" class="btn small" onClick={again ? onRetry : () => location.reload()}>
        {t(again ? "staff.refused.again" : "staff.refused.reload")}
      </button>
    </div>
  );
}

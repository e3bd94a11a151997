// How they are told that it is their turn while they look elsewhere: discreetly, and only as they choose.
import type { JSX } from "preact";
import { t } from "../../shared/i18n";
import { buzzes, canBuzz } from "../discreet";
import { inFrame } from "../host";
import { save } from "../storage";

function choose(yes: boolean): void {
  buzzes.value = yes;
  save({ buzzes: yes });
}

export function Turn(): JSX.Element | null {
  if (inFrame() && !canBuzz()) return null;
  return (
    <div class="stack-s">
      {!inFrame() && <p class="small muted">{t("widget.turn.title")}</p>}
      {canBuzz() && (
        <label class="tick">
          <input
            type="checkbox"
            autocomplete="off"
            checked={buzzes.value}
            onChange={(event) => choose(event.currentTarget.checked)}
            data-test="buzz"
          />
          {t("widget.turn.buzz")}
        </label>
      )}
    </div>
  );
}

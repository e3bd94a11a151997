// One's own status, always as the desk has it: what was asked for shows only once it took effect.

import { useId } from "preact/hooks";
import { t } from "../../shared/i18n";
import { Icon } from "../../staff/ui/icon";
import { worded } from "../../staff/ui/words";
import { setStatus } from "../actions";
import { desk, online } from "../store";

const REASONS = ["break", "meal", "meeting", "training", "other"] as const;

const close = (id: string) => document.getElementById(id)?.hidePopover();

export function StatusControl() {
  const id = useId();
  const mine = desk.value.me;
  const status = online.value ? (mine?.status ?? "offline") : "offline";
  const pick = (next: "available" | "away" | "finishing", reason = "") => {
    close(id);
    setStatus(next, reason);
  };
  return (
    <div class="status">
      <button
        type="button"
        class={`btn status-button ${status}`}
        popovertarget={id}
        data-testid="status"
        data-status={status}
      >
        <span class={`dot ${status}`} aria-hidden="true" />
        <span class="visually-hidden">{t("console.status.yours")}</span>
        {t(`console.status.${status}`)}
        {status === "away" && mine?.reason ? ` (${worded("console.reason", mine.reason)})` : ""}
      </button>
      <div id={id} popover="auto" class="popover">
        <button type="button" class="option" onClick={() => pick("available")} data-testid="status-available">
          <span class="dot available" aria-hidden="true" /> {t("console.status.available")}
        </button>
        <button type="button" class="option" onClick={() => pick("finishing")} data-testid="status-finishing">
          <span class="dot finishing" aria-hidden="true" />
          <span>
            {t("console.status.finishing")}
            <small>{t("console.status.finishing_more")}</small>
          </span>
        </button>
        <p class="option-head">{t("console.status.away_for")}</p>
        {REASONS.map((reason) => (
          <button
            key={reason}
            type="button"
            class="option"
            onClick={() => pick("away", reason)}
            data-testid={`status-away-${reason}`}
          >
            <span class="dot away" aria-hidden="true" /> {t(`console.reason.${reason}`)}
          </button>
        ))}
      </div>
      <WhyAway />
    </div>
  );
}

/** A status that somebody or something else set is explained, with the way back. */
function WhyAway() {
  const mine = desk.value.me;
  const why = mine?.why ?? "self";
  if (!mine || !online.value || why === "self" || mine.status !== "away") return null;
  return (
    <span class="status-why" role="status">
      <Icon name="info" /> {worded("console.status.why", why)}
      <button type="button" class="btn small" onClick={() => setStatus("available")}>
        {t("console.status.back")}
      </button>
    </span>
  );
}

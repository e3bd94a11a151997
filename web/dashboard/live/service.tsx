// The desk's switch: open, closing, closed, or as the opening hours say; with who and since when.

import { t } from "../../shared/i18n";
import type { Board } from "../../shared/protocol";
import { span } from "../../staff/time";
import { setService } from "../acts";

const DAY_S = 86_400;
const MODES = ["open", "closing", "closed"] as const;

export const ServiceSwitch = ({ board }: { board: Board }) => (
  <section class={`service ${board.service}`} aria-label={t("dashboard.service.title")}>
    <div class="service-now">
      <p class="service-state" role="status" data-testid="service" data-service={board.service}>
        {t(`dashboard.service.${board.service}`)}
      </p>
      <p class="muted small">{because(board)}</p>
    </div>
    <fieldset class="segments" aria-label={t("dashboard.service.set")}>
      {MODES.map((mode) => (
        <button
          key={mode}
          type="button"
          class="btn"
          aria-pressed={!automatic(board) && board.service === mode}
          onClick={() => setService(mode)}
          data-testid={`service-${mode}`}
        >
          {t(`dashboard.service.set.${mode}`)}
        </button>
      ))}
      <button
        type="button"
        class="btn"
        aria-pressed={automatic(board)}
        onClick={() => setService("auto")}
        data-testid="service-auto"
      >
        {t("dashboard.service.set.auto")}
      </button>
    </fieldset>
  </section>
);

const automatic = (board: Board): boolean => board.by === "";

/** Who or what set it, since when, and until when it holds. */
function because(board: Board): string {
  const by = automatic(board)
    ? t("dashboard.service.by_hours")
    : t("dashboard.service.by", { name: personOf(board), time: span(board.since_s ?? 0) });
  const closes = board.closes_in_s;
  return closes && closes < DAY_S
    ? `${by} · ${t("dashboard.service.closes_in", { time: span(closes) })}`
    : by;
}

const personOf = (board: Board): string =>
  board.staff.find((one) => one.staff === board.by)?.name ?? board.by;

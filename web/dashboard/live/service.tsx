// The desk's switch: open, closing, closed, or as the opening hours say; with who and since when. Closing over somebody who
// waits is asked once more.

import { useSignal } from "@preact/signals";
import { t } from "../../shared/i18n";
import type { Board, SetService } from "../../shared/protocol";
import { span } from "../../staff/time";
import { Dialog } from "../../staff/ui/dialog";
import { setService } from "../acts";
import { totals } from "../state/history";

const DAY_S = 86_400;
const MODES = ["open", "closing", "closed"] as const;

export function ServiceSwitch({ board }: { board: Board }) {
  const asking = useSignal(false);
  const { waiting } = totals(board);
  const set = (mode: SetService["mode"]) => {
    if (mode === "closed" && board.service !== "closed" && waiting > 0) asking.value = true;
    else setService(mode);
  };
  return (
    <>
      <Switch board={board} set={set} />
      {asking.value && <CloseDialog waiting={waiting} onClose={() => (asking.value = false)} />}
    </>
  );
}

/** Who waits is told at once, and nobody can take it back. */
function CloseDialog({ waiting, onClose }: { waiting: number; onClose: () => void }) {
  const go = (mode: SetService["mode"]) => () => {
    onClose();
    setService(mode);
  };
  return (
    <Dialog title={t("dashboard.service.ask.title")} onClose={onClose} testid="close-dialog">
      <p>{t("dashboard.service.ask.explain", { count: waiting })}</p>
      <div class="dialog-acts">
        <button type="button" class="btn" onClick={onClose}>
          {t("staff.cancel")}
        </button>
        <button type="button" class="btn" onClick={go("closing")}>
          {t("dashboard.service.set.closing")}
        </button>
        <button type="button" class="btn danger" onClick={go("closed")} data-testid="close-confirm">
          {t("dashboard.service.set.closed")}
        </button>
      </div>
    </Dialog>
  );
}

interface SwitchProps {
  board: Board;
  set: (mode: SetService["mode"]) => void;
}
const Switch = ({ board, set }: SwitchProps) => (
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
          onClick={() => set(mode)}
          data-testid={`service-${mode}`}
        >
          {t(`dashboard.service.set.${mode}`)}
        </button>
      ))}
      <button
        type="button"
        class="btn"
        aria-pressed={automatic(board)}
        onClick={() => set("auto")}
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

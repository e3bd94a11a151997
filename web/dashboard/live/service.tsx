// The desk's switch: open, closing, closed, or as the opening hours say; with who and since when. What closes over somebody
// who waits is asked once more.

import { useSignal } from "@preact/signals";
import { t } from "../../shared/i18n";
import type { Board, SetService } from "../../shared/protocol";
import { span } from "../../staff/time";
import { Dialog } from "../../staff/ui/dialog";
import { setService } from "../acts";

const DAY_S = 86_400;
const MODES = ["open", "closing", "closed"] as const;

export function ServiceSwitch({ board }: { board: Board }) {
  const asking = useSignal<Closing | null>(null);
  // whom somebody is being offered to may still be taken
  const waiting = board.languages.reduce((all, one) => all + one.waiting, 0);
  const set = (mode: SetService["mode"]) => {
    if (closes(mode, board) && waiting > 0) asking.value = mode;
    else setService(mode);
  };
  return (
    <>
      <Switch board={board} set={set} />
      {asking.value && (
        <CloseDialog mode={asking.value} waiting={waiting} onClose={() => (asking.value = null)} />
      )}
    </>
  );
}

type Closing = "closed" | "auto";
/** Whether it closes now, or may: hours that say when they close say that it is open. */
const closes = (mode: SetService["mode"], board: Board): mode is Closing =>
  board.service !== "closed" &&
  (mode === "closed" || (mode === "auto" && !automatic(board) && !board.closes_in_s));

interface CloseProps {
  mode: Closing;
  waiting: number;
  onClose: () => void;
}
/** Who waits is told at once, and nobody can take it back. */
function CloseDialog({ mode, waiting, onClose }: CloseProps) {
  const go = (to: SetService["mode"]) => () => {
    onClose();
    setService(to);
  };
  return (
    <Dialog title={t(`dashboard.service.ask.${mode}`)} onClose={onClose} testid="close-dialog">
      <p>{t(`dashboard.service.explain.${mode}`, { count: waiting })}</p>
      <div class="dialog-acts">
        <button type="button" class="btn" onClick={onClose}>
          {t("staff.cancel")}
        </button>
        <button type="button" class="btn" onClick={go("closing")}>
          {t("dashboard.service.set.closing")}
        </button>
        <button type="button" class="btn danger" onClick={go(mode)} data-testid="close-confirm">
          {t(`dashboard.service.set.${mode}`)}
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

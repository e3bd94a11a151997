// Of something in a list: up, down, away.
import { t } from "../../shared/i18n";
import { once } from "../../shared/ui/once";
import { Icon } from "../../staff/ui/icon";

interface Props {
  what: string;
  first: boolean;
  last: boolean;
  onMove: (step: -1 | 1) => void;
  onRemove?: () => void;
}

export const ListActs = ({ what, first, last, onMove, onRemove }: Props) => (
  <span class="list-acts">
    <Step sign="↑" words={t("dashboard.profile.up", { what })} off={first} onClick={() => onMove(-1)} />
    <Step sign="↓" words={t("dashboard.profile.down", { what })} off={last} onClick={() => onMove(1)} />
    {onRemove && (
      <button type="button" class="btn plain icon-only" onClick={once(onRemove)}>
        <Icon name="trash" />
        <span class="visually-hidden">{`${t("staff.remove")}: ${what}`}</span>
      </button>
    )}
  </span>
);

interface StepProps {
  sign: string;
  words: string;
  off: boolean;
  onClick: () => void;
}
/** Stays where it is at an end of the list, so that the keyboard does not lose its place. */
const Step = ({ sign, words, off, onClick }: StepProps) => (
  <button type="button" class="btn plain icon-only" aria-disabled={off} onClick={() => !off && onClick()}>
    <span aria-hidden="true">{sign}</span>
    <span class="visually-hidden">{words}</span>
  </button>
);

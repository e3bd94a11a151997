// The button above a list that adds to it.
import { t } from "../../shared/i18n";
import { Icon } from "../../staff/ui/icon";

export const AddButton = ({ onClick }: { onClick: () => void }) => (
  <button type="button" class="btn primary" onClick={onClick} data-testid="add">
    <Icon name="plus" /> {t("dashboard.add")}
  </button>
);

// A resource card in the transcript: looked up by its id, since only the id travels.

import { t } from "../../shared/i18n";
import { Icon } from "../../staff/ui/icon";
import { resources } from "../library";

export function CardLine({ id }: { id: string }) {
  const card = resources.value.find((one) => one.id === id);
  return (
    <span class="line-card">
      <Icon name="book" />
      <strong>{card?.title ?? t("console.card.unknown")}</strong>
      {card?.text && <span>{card.text}</span>}
    </span>
  );
}

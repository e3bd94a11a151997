// Choosing a resource card to send, in the language of the chat.

import { useSignal } from "@preact/signals";
import { t } from "../../shared/i18n";
import { Dialog } from "../../staff/ui/dialog";
import { Field } from "../../staff/ui/field";
import { errorWords, topicName } from "../../staff/ui/words";
import { sendCard } from "../connection/send";
import { noCards, resources } from "../library";
import type { Chat } from "../state/model";
import { search } from "../state/search";

/** Stands beside the form that a message is written in: Enter in a field within would send it. */
export function CardDialog({ chat, onClose }: { chat: Chat; onClose: () => void }) {
  const query = useSignal("");
  const found = search(resources.value, query.value, chat.language, 30);
  const pick = (id: string) => {
    sendCard(chat, id);
    onClose();
  };
  return (
    <Dialog title={t("console.cards.title")} onClose={onClose} testid="card-dialog">
      <Field label={t("console.cards.search")}>
        <input
          type="search"
          autocomplete="off"
          value={query.value}
          onInput={(event) => (query.value = event.currentTarget.value)}
        />
      </Field>
      {found.length === 0 && (
        <p class="muted">{noCards.value ? errorWords(noCards.value) : t("console.cards.none")}</p>
      )}
      <ul class="picks">
        {found.map((card) => (
          <li key={card.id}>
            <button type="button" class="option" onClick={() => pick(card.id ?? "")}>
              <strong>{card.title}</strong>
              <span class="muted">{card.text}</span>
              {card.topic && <span class="chip">{topicName(card.topic)}</span>}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

// Why no picture can be sent, and where pictures of abuse can be told of: the catalogue's hand-off cards.
import type { JSX } from "preact";
import type { Card } from "../../shared/http";
import { lang, t } from "../../shared/i18n";
import { tried } from "../no-files";
import { profile, resources } from "../store";
import { ResourceCard } from "./resources";

/** Those of the teen's topic before those of none; of another topic only when there are no others. */
function handOffs(): Card[] {
  const { topic } = profile.value;
  const cards = resources.value.filter((card) => card.kind === "hand_off" && card.language === lang.value);
  const fitting = cards.filter((card) => card.topic === "" || card.topic === topic);
  const rank = (card: Card): number => Number(card.topic === topic && topic !== "");
  return (fitting.length > 0 ? fitting : cards).sort((a, b) => rank(b) - rank(a)).slice(0, 2);
}

export function NoFiles(): JSX.Element {
  return (
    <div role="status">
      {tried.value && (
        <div class="note" data-test="no-files">
          <h2>{t("widget.nofiles.title")}</h2>
          <p>{t("widget.nofiles.text")}</p>
          {handOffs().map((card) => (
            <ResourceCard key={card.id} card={card} />
          ))}
          <button
            type="button"
            class="btn"
            onClick={() => {
              tried.value = false;
            }}
          >
            {t("widget.nofiles.ok")}
          </button>
        </div>
      )}
    </div>
  );
}

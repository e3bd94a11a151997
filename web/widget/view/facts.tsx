// What a teen can count on, as facts.
import { EyeOff, HandHeart, LockKeyhole, MapPinOff, Trash2 } from "lucide";
import type { JSX } from "preact";
import { lang, t } from "../../shared/i18n";
import { Icon } from "../../shared/ui/icon";
import { deskName } from "../api";

const FACTS = [
  ["noname", EyeOff],
  ["noplace", MapPinOff],
  ["sealed", LockKeyhole],
  ["gone", Trash2],
  ["free", HandHeart],
] as const;

export function Facts(): JSX.Element {
  return (
    <section class="stack-s" aria-labelledby="facts">
      <h2 id="facts">{t("widget.facts.title")}</h2>
      <ul class="facts">
        {FACTS.map(([fact, icon]) => (
          <li key={fact}>
            <Icon node={icon} />
            {t(`widget.facts.${fact}`)}
          </li>
        ))}
      </ul>
      <a href={`/facts/${deskName}?lang=${lang.value}`} target="_blank" rel="noopener noreferrer">
        {t("widget.facts.page")}
      </a>
    </section>
  );
}

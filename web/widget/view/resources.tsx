// Cards of the desk's catalogue: what helps while waiting or when nobody is here.
import "../css/later.css";
import { ExternalLink, Phone as PhoneIcon } from "lucide";
import type { JSX } from "preact";
import type { Card } from "../../shared/http";
import { lang, t } from "../../shared/i18n";
import { Icon } from "../../shared/ui/icon";
import { resources, told } from "../store";

const MOST = 4;

function safe(url: string | undefined): string | undefined {
  return url && /^https?:\/\//.test(url) ? url : undefined;
}

/** `title`: the heading that follows on what stands above it. */
export function ResourceCard({
  card,
  title: Title = "h3",
}: {
  card: Card;
  title?: "h2" | "h3";
}): JSX.Element {
  const url = safe(card.url);
  return (
    <div class="resource" lang={card.language}>
      <Title>{card.title}</Title>
      <p>{card.text}</p>
      {url && (
        <a href={url} target="_blank" rel="noopener noreferrer">
          {t("widget.resource.open")} <Icon node={ExternalLink} size={16} />
          <span class="visually-hidden">{`${card.title} (${t("widget.newwindow")})`}</span>
        </a>
      )}
      {card.phone && (
        <a href={`tel:${card.phone.replaceAll(" ", "")}`}>
          <Icon node={PhoneIcon} size={16} /> {card.phone}
        </a>
      )}
    </div>
  );
}

/** What the desk's profile has is shown from there, once: cards of that kind are for counsellors to send. */
const own = ({ kind }: Card): boolean =>
  kind === "call" ||
  (kind === "forum" && Boolean(told.value.forum)) ||
  (kind === "hand_off" && Boolean(told.value.hotline?.[lang.value]));

/** Those that fit the situation, with the teen's topic first. */
export function Resources({
  when,
  topic,
}: {
  when: "waiting" | "closed";
  topic: string;
}): JSX.Element | null {
  const about = (card: Card): boolean =>
    card.language === lang.value && (card.topic === "" || card.topic === topic);
  const fitting = resources.value.filter((card) => !own(card) && card.shown.includes(when) && about(card));
  const cards = [...fitting]
    .sort((a, b) => Number(b.topic === topic) - Number(a.topic === topic))
    .slice(0, MOST);
  if (cards.length === 0) return null;
  return (
    <section class="stack-s" aria-labelledby="resources">
      <h2 id="resources">{t("widget.resources.title")}</h2>
      <ul class="cards">
        {cards.map((card) => (
          <li key={card.id}>
            <ResourceCard card={card} />
          </li>
        ))}
      </ul>
    </section>
  );
}

// What is known of a chat, as chips: urgency, language, topic, age, skills. Never a word of the chat itself.

import { t } from "../../shared/i18n";
import { ageName, languageName, skillName, topicName } from "../../staff/ui/words";
import type { Chat } from "../state/model";

export const Facts = ({ chat }: { chat: Chat }) => (
  <ul class="chips" aria-label={t("console.facts")}>
    {chat.priority < 3 && <li class="chip urgent">{t(`console.priority.${chat.priority}`)}</li>}
    <li class="chip language">{languageName(chat.language)}</li>
    {chat.topic && !(chat.priority === 1 && chat.topic === "danger_now") && (
      <li class="chip">{topicName(chat.topic)}</li>
    )}
    {chat.ageBand !== "unknown" && <li class="chip">{ageName(chat.ageBand)}</li>}
    {chat.howBad > 0 && (
      <li class={chat.howBad > 3 ? "chip warm" : "chip"}>{t("console.how_bad", { level: chat.howBad })}</li>
    )}
    {chat.moved > 0 && <li class="chip warm">{t("console.returned")}</li>}
    {chat.skills.map((code) => (
      <li class="chip" key={code}>
        {skillName(code)}
      </li>
    ))}
    {chat.previous > 0 && <li class="chip warm">{t("console.offer.previous", { count: chat.previous })}</li>}
  </ul>
);

// The list of chats: whose it is, what it waits for, what is unread. One click opens it, or Alt and an arrow.

import { t } from "../../shared/i18n";
import { clockFace } from "../../staff/time";
import { languageName, topicName } from "../../staff/ui/words";
import type { Chat } from "../state/model";
import { teenName } from "../state/transcript";
import { chosen, leftOf, logOf, numberOf, online, open, selected, unread } from "../store";

export const Rail = () => (
  <nav class="rail" aria-label={t("console.rail")} hidden={open.value.length === 0}>
    <ul>
      {open.value.map((one) => (
        <li key={one.chat}>
          <Tab chat={one} />
        </li>
      ))}
    </ul>
  </nav>
);

function Tab({ chat }: { chat: Chat }) {
  const current = selected.value?.chat === chat.chat;
  const news = current ? 0 : unread(chat.chat);
  return (
    <button
      type="button"
      class={current ? "tab current" : "tab"}
      aria-current={current ? "true" : undefined}
      onClick={() => (chosen.value = chat.chat)}
      data-testid="tab"
    >
      <span class={`dot ${standing(chat)}`} aria-hidden="true" />
      <span class="tab-name">{nameOf(chat)}</span>
      {news > 0 && (
        <span class="badge">
          {news} <span class="visually-hidden">{t("console.unread")}</span>
        </span>
      )}
      <span class="tab-more muted">{doing(chat)}</span>
    </button>
  );
}

export const nameOf = ({ chat }: Chat): string =>
  teenName(logOf(chat)) || t("console.chat.unnamed", { place: numberOf(chat) });

const standing = (chat: Chat): string =>
  chat.gone || !online.value
    ? "offline"
    : chat.state === "wrap_up"
      ? "finishing"
      : chat.online.teen
        ? "available"
        : "away";

function doing(chat: Chat): string {
  if (chat.gone) return t(`console.gone.short.${chat.gone}`);
  const left = leftOf(chat);
  if (chat.state === "wrap_up")
    return `${t("console.state.wrap_up")} ${left === null ? "" : clockFace(left)}`;
  if (logOf(chat.chat).typing) return t("console.typing.short");
  return topicName(chat.topic) || languageName(chat.language);
}

// How the other end is right now, in words: connected, gone for a moment, left; typing is said in the transcript's foot.

import { t } from "../../shared/i18n";
import { worded } from "../../staff/ui/words";
import type { Chat } from "../state/model";
import { online } from "../store";

function standing(chat: Chat): { tone: string; words: string } {
  if (chat.gone) return { tone: "offline", words: worded("console.gone.short", chat.gone) };
  if (chat.state === "wrap_up")
    return { tone: "offline", words: worded("console.end", chat.end ?? "finished") };
  if (!online.value) return { tone: "offline", words: t("console.teen.unknown") };
  if (chat.online.teen === undefined) return { tone: "offline", words: t("console.teen.connecting") };
  return chat.online.teen
    ? { tone: "available", words: t("console.teen.online") }
    : { tone: "away", words: t("console.teen.offline") };
}

export function Standing({ chat }: { chat: Chat }) {
  const { tone, words } = standing(chat);
  return (
    <p class="standing" role="status" data-testid="standing">
      <span class={`dot ${tone}`} aria-hidden="true" /> {words}
    </p>
  );
}

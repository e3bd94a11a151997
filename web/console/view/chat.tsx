// One chat: who it is, the transcript, then either the composer or the wrap-up.

import { useId } from "preact/hooks";
import { t } from "../../shared/i18n";
import { once } from "../../shared/ui/once";
import { Icon } from "../../staff/ui/icon";
import { worded } from "../../staff/ui/words";
import { drop } from "../connection/frames";
import { writable } from "../state/chats";
import type { Chat as ChatModel } from "../state/model";
import { chosen } from "../store";
import { ChatActions } from "./chat-actions";
import { Composer } from "./composer";
import { Facts } from "./facts";
import { nameOf } from "./rail";
import { Standing } from "./standing";
import { Time } from "./time";
import { Transcript } from "./transcript";
import { WrapUp } from "./wrap-up";

export function Chat({ chat, current }: { chat: ChatModel; current: boolean }) {
  const id = useId();
  const choose = () => {
    if (chosen.value !== chat.chat) chosen.value = chat.chat;
  };
  return (
    <section
      class={current ? "chat current" : "chat"}
      aria-labelledby={id}
      onFocusIn={choose}
      onPointerDown={choose}
      data-testid="chat"
      data-chat={chat.chat}
      data-state={chat.gone ? "gone" : chat.state}
    >
      <header class="chat-head">
        <h2 id={id}>{nameOf(chat)}</h2>
        <Standing chat={chat} />
        <Time chat={chat} />
        <span class="grow" />
        {writable(chat) && <ChatActions chat={chat} />}
        <Facts chat={chat} />
      </header>
      <div class="chat-body">
        <Transcript chat={chat} name={nameOf(chat)} current={current} />
        <Foot chat={chat} />
      </div>
    </section>
  );
}

function Foot({ chat }: { chat: ChatModel }) {
  if (chat.gone) return <Gone chat={chat} />;
  if (chat.state === "wrap_up") return <WrapUp chat={chat} key={chat.chat} />;
  return <Composer chat={chat} key={chat.chat} />;
}

/** A chat that is no longer ours says why, and stays until it has been read. */
const Gone = ({ chat }: { chat: ChatModel }) => (
  <div class="gone note" role="status" data-testid="gone">
    <Icon name="info" />
    <span class="grow">{worded("console.gone", chat.gone ?? "closed")}</span>
    <button type="button" class="btn small" onClick={once(() => drop(chat.chat))}>
      {t("console.gone.dismiss")}
    </button>
  </div>
);

// Writing: Enter sends, Shift+Enter breaks the line, a leading slash finds a canned reply. The draft outlives a reconnect.

import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import { t } from "../../shared/i18n";
import { Icon } from "../../staff/ui/icon";
import { replies } from "../library";
import { sendText, typing } from "../link";
import type { Chat } from "../state/model";
import { search, slashQuery } from "../state/search";
import { draft, draftOf, online, stuck } from "../store";
import { CardPicker } from "./card-picker";
import { ReplyList } from "./reply-list";

export const MAX_CHARS = 2000;
const NEARLY = 1800;

export function Composer({ chat }: { chat: Chat }) {
  const id = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  const active = useSignal(0);
  const closed = useSignal(false);
  const text = draftOf(chat.chat);
  const query = closed.value ? null : slashQuery(text);
  const found = query === null ? [] : search(replies.value, query, chat.language);
  useEffect(() => grow(box.current), [text]);

  const write = (next: string) => {
    closed.value = false;
    active.value = 0;
    draft(chat.chat, next);
    typing(chat.chat, next !== "" && !next.startsWith("/"));
    box.current?.focus();
  };
  const send = () => {
    if (text.trim() === "" || text.length > MAX_CHARS) return;
    draft(chat.chat, "");
    typing(chat.chat, false);
    sendText(chat, text.trim());
  };
  const submitted = (event: SubmitEvent) => {
    event.preventDefault();
    send();
  };
  const keyed = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (query !== null && inList(event, found.length, active, () => write(found[active.value]?.text ?? text)))
      return;
    if (query !== null && event.key === "Escape") closed.value = true;
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    send();
  };
  return (
    <form class="composer" onSubmit={submitted}>
      {query !== null && (
        <ReplyList id={id} found={found} active={active.value} onPick={(reply) => write(reply.text)} />
      )}
      <label class="visually-hidden" for={`${id}-box`}>
        {t("console.composer.label")}
      </label>
      <textarea
        ref={box}
        id={`${id}-box`}
        rows={2}
        value={text}
        maxLength={MAX_CHARS}
        disabled={stuck.value}
        placeholder={t("console.composer.placeholder")}
        lang={chat.language}
        spellcheck
        onInput={(event) => write(event.currentTarget.value)}
        onKeyDown={keyed}
        onBlur={() => typing(chat.chat, false)}
        aria-autocomplete={query === null ? undefined : "list"}
        aria-controls={query === null ? undefined : id}
        aria-activedescendant={found.length ? `${id}-${active.value}` : undefined}
        data-testid="composer"
      />
      <div class="composer-acts">
        <button type="button" class="btn plain small" onClick={() => write("/")} data-testid="replies">
          <Icon name="chat" /> <span class="btn-words">{t("console.replies.open")}</span>
        </button>
        <CardPicker chat={chat} />
        <span class="grow" />
        <Room length={text.length} />
        <button
          type="submit"
          class="btn primary"
          disabled={stuck.value || text.trim() === ""}
          data-testid="send"
        >
          <Icon name="send" />{" "}
          {t(online.value || stuck.value ? "console.composer.send" : "console.composer.send_later")}
        </button>
      </div>
    </form>
  );
}

/** Keys that belong to the open list of replies; true when taken. */
function inList(event: KeyboardEvent, count: number, active: { value: number }, pick: () => void): boolean {
  if (count === 0) return false;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const picked = (event.key === "Enter" && !event.shiftKey) || event.key === "Tab";
  if (!step && !picked) return false;
  event.preventDefault();
  if (step) active.value = (active.value + step + count) % count;
  else pick();
  return true;
}

function grow(box: HTMLTextAreaElement | null): void {
  if (!box) return;
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight + 2, 220)}px`;
}

const Room = ({ length }: { length: number }) =>
  length < NEARLY ? null : (
    <span class="muted small" role="status">
      {t("console.composer.left", { count: MAX_CHARS - length })}
    </span>
  );

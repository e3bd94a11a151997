// Writing: Enter sends, Shift+Enter breaks the line, a leading slash finds a canned reply. The draft outlives a reconnect.

import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { t } from "../../shared/i18n";
import { roomLeft } from "../../shared/length";
import { MAX_TEXT } from "../../shared/limits";
import { useGrowing } from "../../shared/ui/composing";
import { composes } from "../../shared/ui/keys";
import { Icon } from "../../staff/ui/icon";
import { RoomLeft } from "../../staff/ui/room";
import { sendText, typing } from "../connection/send";
import { replies } from "../library";
import type { Chat } from "../state/model";
import { offered, withRoom } from "../state/offered";
import { search, slashQuery } from "../state/search";
import { draft, draftOf, online, stuck } from "../store";
import { AnswersOffered } from "./answers";
import { CardDialog } from "./card-picker";
import { ReplyList } from "./reply-list";

const FEW = 8;
const MANY = 40;

function fits(written: string): boolean {
  const { text, wrong } = offered(written);
  return text !== "" && roomLeft(written, MAX_TEXT) >= 0 && wrong === "";
}

export function Composer({ chat }: { chat: Chat }) {
  const cards = useSignal(false);
  return (
    <>
      <Writing chat={chat} onCards={() => (cards.value = true)} />
      {cards.value && <CardDialog chat={chat} onClose={() => (cards.value = false)} />}
    </>
  );
}

function Writing({ chat, onCards }: { chat: Chat; onCards: () => void }) {
  const id = useId();
  const active = useSignal(0);
  const closed = useSignal(false);
  const text = draftOf(chat.chat);
  const box = useGrowing(text);
  const left = roomLeft(text, MAX_TEXT);
  const browsing = useSignal(false);
  const slash = closed.value ? null : slashQuery(text);
  const query = browsing.value ? "" : slash;
  const found =
    query === null ? [] : search(replies.value, query, chat.language, browsing.value ? MANY : FEW);

  const write = (next: string) => {
    closed.value = false;
    browsing.value = false;
    active.value = 0;
    draft(chat.chat, next);
    typing(chat.chat, next !== "" && !next.startsWith("/"));
    box.current?.focus();
  };
  /** A reply takes the place of what it was searched with, and follows what was written otherwise. */
  const insert = (reply: string) => write(slash === null && text ? `${text.trimEnd()} ${reply}` : reply);
  const browse = () => {
    browsing.value = !browsing.value;
    active.value = 0;
    box.current?.focus();
  };
  const asked = offered(text);
  const send = () => {
    // what stands in the box: an extension that corrects it tells nobody
    const seen = box.current?.value ?? text;
    if (!fits(seen)) return;
    draft(chat.chat, "");
    typing(chat.chat, false);
    const { text: words, answers } = offered(seen);
    sendText(chat, words, answers);
    box.current?.focus(); // the button that had it can be pressed no more
  };
  /** The caret waits where the first answer goes. */
  const offer = () => {
    const room = withRoom(text);
    write(room.text);
    queueMicrotask(() => box.current?.setSelectionRange(room.at, room.at)); // drawn, and before the next key
  };
  const submitted = (event: SubmitEvent) => {
    event.preventDefault();
    send();
  };
  const keyed = (event: KeyboardEvent) => {
    if (composes(event)) return;
    if (query !== null && inList(event, found.length, active, () => insert(found[active.value]?.text ?? "")))
      return;
    if (query !== null && event.key === "Escape") {
      closed.value = true;
      browsing.value = false;
    }
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    if (slash === null) send(); // what was searched for, and not found, is no message
  };
  return (
    <form class="composer" onSubmit={submitted}>
      {query !== null && (
        <ReplyList
          id={id}
          found={found}
          active={active.value}
          slash={slash !== null}
          onPick={(reply) => insert(reply.text)}
        />
      )}
      <label class="visually-hidden" for={`${id}-box`}>
        {t("console.composer.label")}
      </label>
      <textarea
        dir="auto"
        ref={box}
        id={`${id}-box`}
        rows={2}
        value={text}
        aria-invalid={left < 0}
        disabled={stuck.value}
        placeholder={t("console.composer.placeholder")}
        lang={chat.language}
        autocomplete="off"
        spellcheck
        onInput={(event) => write(event.currentTarget.value)}
        onKeyDown={keyed}
        onBlur={() => typing(chat.chat, false)}
        aria-autocomplete={query === null ? undefined : "list"}
        aria-controls={query === null ? undefined : id}
        aria-activedescendant={found.length ? `${id}-${active.value}` : undefined}
        data-testid="composer"
      />
      <AnswersOffered {...asked} language={chat.language} />
      <div class="composer-acts">
        <button type="button" class="btn plain small" onClick={browse} data-testid="replies">
          <Icon name="chat" /> <span class="btn-words">{t("console.replies.open")}</span>
        </button>
        <button type="button" class="btn plain small" onClick={onCards} data-testid="cards">
          <Icon name="book" /> <span class="btn-words">{t("console.cards.open")}</span>
        </button>
        <button
          type="button"
          class="btn plain small"
          onClick={offer}
          disabled={asked.answers.length > 0 || asked.wrong !== ""}
          data-testid="offer-answers"
        >
          <Icon name="list" /> <span class="btn-words">{t("console.answers.open")}</span>
        </button>
        <span class="grow" />
        <RoomLeft of={text} most={MAX_TEXT} />
        <button type="submit" class="btn primary" disabled={stuck.value || !fits(text)} data-testid="send">
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

// The transcript: read out as it grows, follows the newest line unless the reader has scrolled back.

import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { lang, t } from "../../shared/i18n";
import { Icon } from "../../staff/ui/icon";
import { writable } from "../state/chats";
import type { Chat } from "../state/model";
import { earlier, type Line, type LogView, lines, type Mark, type Way } from "../state/transcript";
import { logOf, looking, markRead, online, stuck } from "../store";
import { CardLine } from "./card";

const NEAR_PX = 80;

function way(chat: Chat): Way {
  if (!writable(chat) || stuck.value) return "over";
  return online.value ? "open" : "away";
}

interface Props {
  chat: Chat;
  name: string;
  /** Whether this is the chat in front. */
  current: boolean;
}
export function Transcript({ chat, name, current }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const follow = useRef(true);
  const view = logOf(chat.chat);
  const shown = lines(view, chat.role, way(chat));
  const scrolled = () => {
    const box = list.current;
    if (box) follow.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX;
  };
  useLayoutEffect(() => {
    if (follow.current && list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [shown.length, view.typing]);
  const seen = current && looking.value;
  useEffect(() => {
    if (seen) markRead(chat.chat);
  });
  return (
    <section
      class="transcript"
      ref={list}
      onScroll={scrolled}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={t("console.transcript.of", { name })}
    >
      <Earlier view={view} previous={chat.previous} />
      <div role="log" aria-label={t("console.transcript.new")} data-testid="log">
        <ol>
          {shown.map((one, at) => (
            <Said
              key={one.key}
              line={one}
              language={chat.language}
              again={shown[at - 1]?.who === one.who && shown[at - 1]?.kind !== "consent"}
              latest={!shown.slice(at + 1).some((later) => later.mark === one.mark)}
            />
          ))}
        </ol>
      </div>
      <Typing on={view.typing} />
    </section>
  );
}

function Earlier({ view, previous }: { view: LogView; previous: number }) {
  const state = earlier(view, previous);
  if (state === "none" || state === "open") return null;
  return (
    <p class="system" data-testid="earlier">
      <Icon name="hidden" /> {t(`console.earlier.${state}`, { count: previous })}
    </p>
  );
}

interface SaidProps {
  line: Line;
  language: string;
  /** The line before is from the same person: the name is not shown again. */
  again: boolean;
  /** The newest line with this mark: the mark is shown in words. */
  latest: boolean;
}
function Said({ line, language, again, latest }: SaidProps) {
  if (line.kind === "lost") return <li class="system lost">{t("console.log_lost")}</li>;
  if (line.kind === "consent") return <li class="system">{t(`console.consent.${line.words}`)}</li>;
  const by = line.mine ? "mine" : line.who;
  return (
    <li class={`line ${by} ${line.kind}`}>
      <span class={line.mine || again ? "visually-hidden" : "line-who"}>
        {t(`console.who.${line.mine ? "me" : line.who}`)}
      </span>
      {line.kind === "note" && <span class="line-who">{t("console.note.label")}</span>}
      {line.kind === "card" ? (
        <CardLine id={line.words} />
      ) : (
        <span class="line-text" lang={language === lang.value ? undefined : language} dir="auto">
          {line.words}
        </span>
      )}
      {line.mark && <MarkWords mark={line.mark} latest={latest} />}
    </li>
  );
}

const MARK_ICON = {
  sending: "clock",
  waiting: "clock",
  sent: "check",
  delivered: "checks",
  failed: "alert",
} as const;

const MarkWords = ({ mark, latest }: { mark: Exclude<Mark, "">; latest: boolean }) => (
  <span class={`mark ${mark}`} data-testid="mark" data-mark={mark}>
    <Icon name={MARK_ICON[mark]} />
    <span class={latest || mark === "failed" ? "" : "visually-hidden"}>{t(`console.mark.${mark}`)}</span>
  </span>
);

const Typing = ({ on }: { on: boolean }) => (
  <p class="typing" role="status" data-testid="typing">
    {on ? t("console.typing") : ""}
  </p>
);

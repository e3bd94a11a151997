// The transcript: read out as it grows, follows the newest line unless the reader has scrolled back.
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { lang, t } from "../../shared/i18n";
import { useBlocks } from "../../shared/transcript/blocks";
import { ownNewest, useNewestInView } from "../../shared/transcript/follow";
import { useKept } from "../../shared/transcript/kept";
import {
  type Delivery,
  type Line,
  Transcript as Model,
  type Said,
  type Way,
} from "../../shared/transcript/model";
import { Icon } from "../../staff/ui/icon";
import { sendAgain } from "../connection/send";
import { writable } from "../state/chats";
import type { Chat } from "../state/model";
import { earlier, type LogView, type Loss, source } from "../state/transcript";
import { logOf, looking, markRead, online, stuck } from "../store";
import { AnswerList } from "./answers";
import { CardLine } from "./card";

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
  const model = useRef(new Model<Loss>());
  const view = logOf(chat.chat);
  const shown = model.current.lines(source(view, chat.role, way(chat)));
  const { box, onScroll } = useNewestInView<HTMLElement>([shown.length, view.typing], ownNewest(shown));
  const seen = current && looking.value;
  useEffect(() => {
    if (seen) markRead(chat.chat);
  });
  return (
    <section
      class="transcript"
      ref={box}
      onScroll={onScroll}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={t("console.transcript.of", { name })}
    >
      <Earlier view={view} chat={chat} />
      <div role="log" aria-label={t("console.transcript.new")} data-testid="log">
        <Lines chat={chat} lines={shown} />
      </div>
      <Typing on={view.typing} />
    </section>
  );
}

/** The newest line of each delivery: there it stands in words. */
function newestOf(lines: readonly Line<Loss>[]): ReadonlySet<object> {
  const newest = new Map(lines.map((line) => [line.kind === "said" ? line.delivery : "", line]));
  return new Set(newest.values());
}

function Lines({ chat, lines }: { chat: Chat; lines: readonly Line<Loss>[] }) {
  const kept = useKept();
  const newest = newestOf(lines);
  const over = !writable(chat);
  const drawn = lines.map((line, at): VNode => {
    if (line.kind === "told") return line.what.moved ? <Returned key={line.key} /> : <Lost key={line.key} />;
    const again = speaksAgain(lines[at - 1], line);
    const latest = newest.has(line);
    return kept(line, `${lang.value} ${chat.language} ${again} ${latest} ${over}`, () => (
      <One key={line.key} line={line} chat={chat} again={again} latest={latest} over={over} />
    ));
  });
  return (
    <div class="lines">
      {useBlocks(drawn).map((block) => (
        <ol key={block.id} class="block">
          {block.lines}
        </ol>
      ))}
    </div>
  );
}

/** The line before is from the same person: the name is not shown again. */
const speaksAgain = (before: Line<Loss> | undefined, line: Said): boolean =>
  before?.kind === "said" && before.who === line.who && before.payload.shared === undefined;

const Returned = () => <li class="system">{t("console.returned.line")}</li>;
const Lost = () => <li class="system lost">{t("console.log_lost")}</li>;

function Earlier({ view, chat }: { view: LogView; chat: Chat }) {
  const state = earlier(view, chat);
  if (state === "none" || state === "open") return null;
  return (
    <p class="system" data-testid="earlier">
      <Icon name="hidden" /> {t(`console.earlier.${state}`, { count: chat.previous })}
    </p>
  );
}

interface OneProps {
  line: Said;
  chat: Chat;
  again: boolean;
  latest: boolean;
  /** Nothing more leaves from here. */
  over: boolean;
}
function One({ line, chat, again, latest, over }: OneProps) {
  const { payload, delivery, mine, who } = line;
  if (payload.shared !== undefined)
    return <li class="system">{t(payload.shared ? "console.consent.yes" : "console.consent.no")}</li>;
  const other = payload.card !== undefined ? "card" : payload.note !== undefined ? "note" : "text";
  const kind = payload.text !== undefined ? "text" : other;
  return (
    <li class={`line ${mine ? "mine" : who} ${kind}`}>
      <span class={mine || again ? "visually-hidden" : "line-who"}>
        {t(`console.who.${mine ? "me" : who}`)}
      </span>
      {kind === "note" && <span class="line-who">{t("console.note.label")}</span>}
      {kind === "card" ? (
        <CardLine id={payload.card ?? ""} />
      ) : (
        <span class="line-text" lang={chat.language === lang.value ? undefined : chat.language} dir="auto">
          {payload.unreadable ? t("console.chat.unreadable") : (payload.text ?? payload.note)}
        </span>
      )}
      {payload.answers && <AnswerList answers={payload.answers} language={chat.language} />}
      {delivery && <DeliveryWords delivery={delivery} latest={latest} />}
      {delivery === "failed" && !over && (
        <button type="button" class="btn plain small" onClick={() => sendAgain(chat.chat, line.key)}>
          {t("console.mark.again")}
        </button>
      )}
    </li>
  );
}

const ICON = {
  held: "clock",
  sending: "clock",
  waiting: "clock",
  sent: "check",
  delivered: "checks",
  failed: "alert",
} as const;

const DeliveryWords = ({ delivery, latest }: { delivery: Delivery; latest: boolean }) => (
  <span class={`mark ${delivery}`} data-testid="mark" data-mark={delivery}>
    <Icon name={ICON[delivery]} />
    <span class={latest || delivery === "failed" ? "" : "visually-hidden"}>
      {t(`console.mark.${delivery === "held" ? "waiting" : delivery}`)}
    </span>
  </span>
);

const Typing = ({ on }: { on: boolean }) => (
  <p class="typing" role="status" data-testid="typing">
    {on ? t("console.typing") : ""}
  </p>
);

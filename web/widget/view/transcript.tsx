// What was said, in order; new lines are read out, and the newest stays in view unless the reader looked back.
import "../css/chat.css";
import type { JSX } from "preact";
import { lang, sentence, t } from "../../shared/i18n";
import { useBlocks } from "../../shared/transcript/blocks";
import { ownNewest, useNewestInView } from "../../shared/transcript/follow";
import { useKept } from "../../shared/transcript/kept";
import type { Said, Told } from "../../shared/transcript/model";
import type { Conversation } from "../conversation";
import type { Happening } from "../storage";
import { resources } from "../store";
import { ResourceCard } from "./resources";

function Card({ id }: { id: string }): JSX.Element {
  const card = resources.value.find((held) => held.id === id);
  return card ? <ResourceCard card={card} title="h2" /> : <p>{t("widget.chat.card")}</p>;
}

function speaker(who: string, name: string): string {
  if (who === "teen") return t("widget.chat.you");
  return who === "supervisor" ? t("widget.chat.supervisor") : name;
}

interface WordsProps {
  line: Said;
  /** The counsellor of that moment. */
  name: string;
  language: string | undefined;
  again: (() => void) | undefined;
}

function Words({ line, name, language, again }: WordsProps): JSX.Element {
  const { who, payload, delivery } = line;
  return (
    <li class={`line ${line.mine ? "mine" : "theirs"}`}>
      <span class={who === "supervisor" ? "who" : "visually-hidden"}>{`${speaker(who, name)}: `}</span>
      {payload.text && (
        <p class="bubble" lang={language} dir="auto">
          {payload.text}
        </p>
      )}
      {payload.answers && <span class="visually-hidden">{t("widget.answers")}</span>}
      {payload.card && (
        <div class="bubble">
          <Card id={payload.card} />
        </div>
      )}
      {payload.unreadable && <p class="bubble">{t("widget.chat.unreadable")}</p>}
      {delivery && <span class={`mark ${delivery}`}>{t(`widget.mark.${delivery}`)}</span>}
      {delivery === "failed" && again && (
        <button type="button" class="btn plain again" onClick={again}>
          {t("widget.mark.again")}
        </button>
      )}
    </li>
  );
}

function Between({ what }: { what: Happening }): JSX.Element {
  const beside = what.code === "supervisor" || what.code === "supervisor_left";
  const name = what.name || t(beside ? "widget.chat.supervisor" : "widget.chat.counsellor");
  const words = t(`widget.happening.${what.code}`, { name, count: what.minutes ?? 0 });
  return <li class={`happening ${what.code}`}>{sentence(words)}</li>;
}

const arrives = ({ what }: Told<Happening>): boolean => what.code === "joined" || what.code === "changed";

/** Each line with the name of the counsellor who was there when it was said. */
function named(talk: Conversation): [Said | Told<Happening>, string][] {
  let name = t("widget.chat.counsellor");
  return talk.lines.value.map((line) => {
    if (line.kind === "told" && arrives(line)) name = line.what.name || name;
    return [line, name];
  });
}

export function Lines({ talk }: { talk: Conversation }): JSX.Element {
  const kept = useKept();
  const language = talk.state.value?.language;
  // once it is over nothing leaves any more
  const over = talk.unsent.value;
  const page = `${lang.value} ${language} ${resources.value.length} ${over}`;
  const shown = named(talk).map(([line, name]) =>
    kept(line, `${page} ${name}`, () =>
      line.kind === "told" ? (
        <Between key={line.key} what={line.what} />
      ) : (
        <Words
          key={line.key}
          line={line}
          name={name}
          language={language}
          again={over ? undefined : () => talk.sayAgain(line.key)}
        />
      ),
    ),
  );
  return (
    <div class="lines">
      {useBlocks(shown).map(({ id, lines }) => (
        <ol key={id} class="block">
          {lines}
        </ol>
      ))}
    </div>
  );
}

export function Transcript({ talk }: { talk: Conversation }): JSX.Element {
  const lines = talk.lines.value;
  const { box, onScroll } = useNewestInView<HTMLDivElement>([lines], ownNewest(lines));
  return (
    <div
      class="transcript"
      role="log"
      aria-label={t("widget.chat.log")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll the transcript
      tabIndex={0}
      ref={box}
      onScroll={onScroll}
    >
      <Lines talk={talk} />
    </div>
  );
}

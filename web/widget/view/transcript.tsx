// What was said, in order; new lines are read out, and the newest stays in view unless the reader looked back.
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../../shared/i18n";
import type { Conversation } from "../conversation";
import type { Line } from "../lines";
import { resources } from "../store";
import { ResourceCard } from "./resources";

const NEAR_PX = 80;

function Card({ id }: { id: string }): JSX.Element {
  const card = resources.value.find((held) => held.id === id);
  return card ? <ResourceCard card={card} /> : <p>{t("widget.chat.card")}</p>;
}

function speaker(who: string, name: string): string {
  if (who === "teen") return t("widget.chat.you");
  return who === "supervisor" ? t("widget.chat.supervisor") : name;
}

interface WordsProps {
  line: Extract<Line, { kind: "words" }>;
  name: string;
  language: string | undefined;
}

function Words({ line, name, language }: WordsProps): JSX.Element {
  const { who, payload, mark } = line;
  return (
    <li class={`line ${who === "teen" ? "mine" : "theirs"}`}>
      <span class={who === "supervisor" ? "who" : "visually-hidden"}>{`${speaker(who, name)}: `}</span>
      {payload.text && (
        <p class="bubble" lang={language}>
          {payload.text}
        </p>
      )}
      {payload.card && (
        <div class="bubble">
          <Card id={payload.card} />
        </div>
      )}
      {payload.text === "" && <p class="bubble">{t("widget.chat.unreadable")}</p>}
      {mark && <span class={`mark ${mark}`}>{t(`widget.mark.${mark}`)}</span>}
    </li>
  );
}

export function Lines({ talk }: { talk: Conversation }): JSX.Element {
  const name = talk.counsellor.value?.name || t("widget.chat.counsellor");
  return (
    <ol class="lines">
      {talk.lines.value.map((line) =>
        line.kind === "words" ? (
          <Words key={line.id} line={line} name={name} language={talk.state.value?.language} />
        ) : (
          <li key={line.id} class={`happening ${line.code}`}>
            {t(`widget.happening.${line.code}`, { name: line.name || t("widget.chat.counsellor") })}
          </li>
        ),
      )}
    </ol>
  );
}

function useNewestInView(lines: readonly Line[]) {
  const box = useRef<HTMLDivElement>(null);
  const near = useRef(true);
  useLayoutEffect(() => {
    if (near.current) box.current?.scrollTo(0, box.current.scrollHeight);
  }, [lines]);
  useEffect(() => {
    const pane = box.current;
    if (!pane) return;
    const watch = new ResizeObserver(() => near.current && pane.scrollTo(0, pane.scrollHeight));
    watch.observe(pane);
    return () => watch.disconnect();
  }, []);
  const onScroll = (): void => {
    const pane = box.current;
    if (pane) near.current = pane.scrollHeight - pane.scrollTop - pane.clientHeight < NEAR_PX;
  };
  return { box, onScroll };
}

export function Transcript({ talk }: { talk: Conversation }): JSX.Element {
  const { box, onScroll } = useNewestInView(talk.lines.value);
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

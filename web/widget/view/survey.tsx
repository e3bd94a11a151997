// A few questions, one tap each, all of them optional; no free words, and nothing that joins them to the chat.
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { newId } from "../../shared/crypto";
import { t } from "../../shared/i18n";
import { answer } from "../course";
import { profile } from "../store";
import { Feel } from "./feel";
import { OwnQuestions } from "./own-questions";
import { Taps } from "./taps";

const QUESTIONS = ["helped", "better", "again"] as const;
const ANSWERS = ["yes", "some", "no"] as const;

interface QuestionProps {
  id: (typeof QUESTIONS)[number];
  value: string | undefined;
  choose: (value: string) => void;
}

const Question = ({ id, value = "", choose }: QuestionProps): JSX.Element => (
  <Taps
    id={id}
    kind="three"
    question={t(`widget.survey.${id}`)}
    options={ANSWERS.map((code) => [code, t(`widget.survey.${code}`)] as const)}
    value={value}
    choose={choose}
  />
);

/** The button that had it is gone. */
const takeFocus = (one: HTMLElement | null): void => one?.focus();

interface Tapped {
  answers: Record<string, string>;
  own: Record<string, string>;
  after: number | undefined;
}

/** Neither how they felt nor how they feel leaves this page. */
const changeOf = (before: number | undefined, after: number | undefined): { feel?: number } =>
  before !== undefined && after !== undefined ? { feel: after - before } : {};

export function Survey(): JSX.Element {
  /** What is tapped counts at once, drawn or not: the next tap may be of that moment, and the button's. */
  const tapped = useRef<Tapped>({ answers: {}, own: {}, after: undefined });
  const [drawn, draw] = useState(tapped.current);
  const [id] = useState(newId);
  const [stage, setStage] = useState<"asking" | "sending" | "sent">("asking");
  const before = profile.value.feels;
  const tap = (more: (given: Tapped) => Partial<Tapped>): void => {
    tapped.current = { ...tapped.current, ...more(tapped.current) };
    draw(tapped.current);
  };
  const ours = ({ answers, after }: Tapped) => ({ ...answers, ...changeOf(before, after) });
  const isEmpty = (one: Tapped): boolean => Object.keys({ ...ours(one), ...one.own }).length === 0;
  const send = (): void => {
    if (isEmpty(tapped.current)) return;
    setStage("sending");
    answer(id, ours(tapped.current), tapped.current.own).then(
      () => setStage("sent"),
      () => setStage("asking"),
    );
  };
  if (stage !== "asking")
    return (
      <p class={stage === "sent" ? "note good" : "note"} role="status" tabIndex={-1} ref={takeFocus}>
        {t(stage === "sent" ? "widget.survey.thanks" : "widget.survey.sending")}
      </p>
    );
  return (
    <section class="card stack" aria-labelledby="survey">
      <h2 id="survey">{t("widget.survey.title")}</h2>
      <p class="muted">{t("widget.survey.hint")}</p>
      {before !== undefined && (
        <Feel when="after" value={drawn.after} choose={(after) => tap(() => ({ after }))} />
      )}
      {QUESTIONS.map((id) => (
        <Question
          key={id}
          id={id}
          value={drawn.answers[id]}
          choose={(value) => tap(({ answers }) => ({ answers: { ...answers, [id]: value } }))}
        />
      ))}
      <OwnQuestions
        value={drawn.own}
        choose={(code, one) => tap(({ own }) => ({ own: { ...own, [code]: one } }))}
      />
      <button type="button" class="btn" aria-disabled={isEmpty(drawn)} onClick={send} data-test="survey">
        {t("widget.survey.send")}
      </button>
    </section>
  );
}

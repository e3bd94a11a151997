// A few questions, one tap each, all of them optional; no free words, and nothing that joins them to the chat.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
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

export function Survey(): JSX.Element {
  const [answers, setAnswers] = useState<Record<string, string>>({});
  const [own, setOwn] = useState<Record<string, string>>({});
  const [after, setAfter] = useState<number>();
  const [id] = useState(newId);
  const [stage, setStage] = useState<"asking" | "sending" | "sent">("asking");
  const before = profile.value.feels;
  /** Neither how they felt nor how they feel leaves this page. */
  const feel = before !== undefined && after !== undefined ? { feel: after - before } : {};
  const given = Object.keys({ ...answers, ...feel, ...own }).length;
  const send = (): void => {
    setStage("sending");
    answer(id, { ...answers, ...feel }, own).then(
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
      {before !== undefined && <Feel when="after" value={after} choose={setAfter} />}
      {QUESTIONS.map((id) => (
        <Question
          key={id}
          id={id}
          value={answers[id]}
          choose={(value) => setAnswers((given) => ({ ...given, [id]: value }))}
        />
      ))}
      <OwnQuestions value={own} choose={(code, tap) => setOwn((given) => ({ ...given, [code]: tap }))} />
      <button
        type="button"
        class="btn"
        aria-disabled={given === 0}
        onClick={() => given > 0 && send()}
        data-test="survey"
      >
        {t("widget.survey.send")}
      </button>
    </section>
  );
}

// Three questions, one tap each, all of them optional; no free words, and nothing that joins them to the chat.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { newId } from "../../shared/crypto";
import { t } from "../../shared/i18n";
import { answer } from "../course";

const QUESTIONS = ["helped", "better", "again"] as const;
const ANSWERS = ["yes", "some", "no"] as const;

interface QuestionProps {
  id: (typeof QUESTIONS)[number];
  value: string | undefined;
  choose: (value: string) => void;
}

function Question({ id, value, choose }: QuestionProps): JSX.Element {
  return (
    <fieldset class="question">
      <legend>{t(`widget.survey.${id}`)}</legend>
      <div class="taps">
        {ANSWERS.map((code) => (
          <label key={code} class="tap">
            <input
              type="radio"
              name={id}
              value={code}
              checked={value === code}
              onChange={() => choose(code)}
              data-test={`${id}-${code}`}
            />
            <span>{t(`widget.survey.${code}`)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** The button that had it is gone. */
const takeFocus = (one: HTMLElement | null): void => one?.focus();

export function Survey(): JSX.Element {
  const [answers, setAnswers] = useState<Record<string, string>>({});
  const [id] = useState(newId);
  const [stage, setStage] = useState<"asking" | "sending" | "sent">("asking");
  const given = Object.keys(answers).length;
  const send = (): void => {
    setStage("sending");
    answer(id, answers).then(
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
      {QUESTIONS.map((id) => (
        <Question
          key={id}
          id={id}
          value={answers[id]}
          choose={(value) => setAnswers({ ...answers, [id]: value })}
        />
      ))}
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

// Questions of the desk's own after a chat: at most three, each answered by one tap, with a code that stays.
import type { AfterAnswer, AfterQuestion } from "../../shared/http";
import { t } from "../../shared/i18n";
import { MAX_ANSWER, MAX_QUESTION } from "../../shared/limits";
import { once } from "../../shared/ui/once";
import { Icon } from "../../staff/ui/icon";
import { useKeptFocus } from "../kept-focus";
import { MOST, moved } from "../state/profile";
import { ListActs } from "./list-acts";
import { WordsField } from "./words-field";

const SIX = 8;
/** Drawn, so that no old answer counts for a new question. */
const newCode = (kind: string): string => `${kind}_${Math.random().toString(36).slice(2, SIX)}`;
const newAnswer = (): AfterAnswer => ({ code: newCode("a"), words: {} });
const newQuestion = (): AfterQuestion => ({
  code: newCode("q"),
  words: {},
  answers: [newAnswer(), newAnswer()],
});

interface Props {
  value: readonly AfterQuestion[];
  onChange: (next: AfterQuestion[]) => void;
}

export function Questions({ value, onChange }: Props) {
  useKeptFocus();
  const change = (at: number, next: Partial<AfterQuestion>): void =>
    onChange(value.map((one, index) => (index === at ? { ...one, ...next } : one)));
  return (
    <div class="stack">
      {value.map((question, at) => (
        <fieldset class="card stack-tight" key={question.code} data-testid="question">
          <legend class="visually-hidden">{t("dashboard.profile.after.question", { number: at + 1 })}</legend>
          <ListActs
            what={t("dashboard.profile.after.question", { number: at + 1 })}
            first={at === 0}
            last={at === value.length - 1}
            onMove={(step) => onChange(moved(value, at, step))}
            onRemove={() => onChange(value.filter((_, index) => index !== at))}
          />
          <WordsField
            legend={t("dashboard.profile.after.question", { number: at + 1 })}
            value={question.words}
            most={MAX_QUESTION}
            onChange={(words) => change(at, { words })}
          />
          <Answers value={question.answers} onChange={(answers) => change(at, { answers })} />
        </fieldset>
      ))}
      {value.length < MOST.questions && (
        <button
          type="button"
          class="btn small"
          onClick={() => onChange([...value, newQuestion()])}
          data-testid="add-question"
        >
          <Icon name="plus" /> {t("dashboard.profile.after.add")}
        </button>
      )}
    </div>
  );
}

interface AnswersProps {
  value: readonly AfterAnswer[];
  onChange: (next: AfterAnswer[]) => void;
}
function Answers({ value, onChange }: AnswersProps) {
  return (
    <>
      {value.map((answer, at) => {
        const what = t("dashboard.profile.after.answer", { number: at + 1 });
        return (
          <div key={answer.code} class="answer">
            <WordsField
              legend={what}
              value={answer.words}
              most={MAX_ANSWER}
              onChange={(words) =>
                onChange(value.map((one, index) => (index === at ? { ...one, words } : one)))
              }
            />
            {value.length > 2 && (
              <button
                type="button"
                class="btn small"
                onClick={once(() => onChange(value.filter((_, index) => index !== at)))}
              >
                <Icon name="trash" /> {`${t("staff.remove")}: ${what}`}
              </button>
            )}
          </div>
        );
      })}
      {value.length < MOST.answers && (
        <button type="button" class="btn small" onClick={() => onChange([...value, newAnswer()])}>
          <Icon name="plus" /> {t("dashboard.profile.after.add_answer")}
        </button>
      )}
    </>
  );
}

// The answers that a question offers, as its counsellor writes it: how they will stand there, or why they cannot leave.

import { lang, t } from "../../shared/i18n";
import { MAX_ANSWER, MAX_ANSWERS } from "../../shared/payloads";
import type { Offered } from "../state/offered";

interface Props {
  answers: readonly string[];
  language: string;
}

export const AnswerList = ({ answers, language }: Props) => (
  <ul class="chips" aria-label={t("console.answers.title")} data-testid="answers">
    {answers.map((answer, at) => (
      <li
        class="chip"
        key={`${at} ${answer}`}
        lang={language === lang.value ? undefined : language}
        dir="auto"
      >
        {answer}
      </li>
    ))}
  </ul>
);

export const AnswersOffered = ({ answers, wrong, language }: Offered & Props) => (
  <>
    {answers.length > 0 && <AnswerList answers={answers} language={language} />}
    <p class={wrong ? "field-error small" : ""} role="status" data-testid="answers-wrong">
      {wrong && t(`console.answers.${wrong}`, { count: wrong === "long" ? MAX_ANSWER : MAX_ANSWERS })}
    </p>
  </>
);

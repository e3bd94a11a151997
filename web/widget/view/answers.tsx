// Answers to tap, between what was asked and the box to write in; one that is tapped is said like any other words.
import type { JSX } from "preact";
import { t } from "../../shared/i18n";
import { offeredAnswers } from "../answers";
import type { Conversation } from "../conversation";

export function Answers({ talk }: { talk: Conversation }): JSX.Element | null {
  const offered = offeredAnswers(talk.lines.value);
  if (offered.length === 0) return null;
  const language = talk.state.value?.language;
  const say = (answer: string): void => {
    talk.say(answer);
    document.getElementById("message")?.focus();
  };
  return (
    <fieldset class="answers" data-test="answers">
      <legend class="small">{t("widget.answers")}</legend>
      {offered.map((answer, at) => (
        <button
          key={`${at} ${answer}`}
          type="button"
          class="btn"
          lang={language}
          dir="auto"
          onClick={() => say(answer)}
        >
          {answer}
        </button>
      ))}
    </fieldset>
  );
}

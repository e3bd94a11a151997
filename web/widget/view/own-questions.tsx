// Questions of the desk's own after a chat, from its profile: one tap each, by code, as unlinked as the others.
import type { JSX } from "preact";
import { lang } from "../../shared/i18n";
import { told } from "../store";

type Words = Readonly<Record<string, string>>;
const inWords = (words: Words): string => words[lang.value] ?? words.en ?? Object.values(words)[0] ?? "";

interface OwnProps {
  value: Readonly<Record<string, string>>;
  choose: (question: string, answer: string) => void;
}

export const OwnQuestions = ({ value, choose }: OwnProps): JSX.Element => (
  <>
    {(told.value.after ?? []).map(({ code, words, answers }) => (
      <fieldset key={code} class="question">
        <legend>{inWords(words)}</legend>
        <div class="taps own">
          {answers.map((answer) => (
            <label key={answer.code} class="tap">
              <input
                type="radio"
                name={`own.${code}`}
                value={answer.code}
                checked={value[code] === answer.code}
                onChange={() => choose(code, answer.code)}
                data-test={`own-${code}-${answer.code}`}
              />
              <span>{inWords(answer.words)}</span>
            </label>
          ))}
        </div>
      </fieldset>
    ))}
  </>
);

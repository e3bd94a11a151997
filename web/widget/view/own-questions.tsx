// Questions of the desk's own after a chat, from its profile: one tap each, by code, as unlinked as the others.
import type { JSX } from "preact";
import { lang } from "../../shared/i18n";
import { told } from "../store";
import { Taps } from "./taps";

type Words = Readonly<Record<string, string>>;
const inWords = (words: Words): string => words[lang.value] ?? words.en ?? Object.values(words)[0] ?? "";

interface OwnProps {
  value: Readonly<Record<string, string>>;
  choose: (question: string, answer: string) => void;
}

export const OwnQuestions = ({ value, choose }: OwnProps): JSX.Element => (
  <>
    {(told.value.after ?? []).map(({ code, words, answers }) => (
      <Taps
        key={code}
        id={`own-${code}`}
        kind="few"
        question={inWords(words)}
        options={answers.map((answer) => [answer.code, inWords(answer.words)] as const)}
        value={value[code] ?? ""}
        choose={(answer) => choose(code, answer)}
      />
    ))}
  </>
);

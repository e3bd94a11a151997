// What must not type-check does not: words that are in no catalogue, codes that nobody has worded.
import type { Topic } from "../codes";
import { t, wordsFor } from ".";

declare const topic: Topic;
declare const code: string;

export const fine = [() => t(`code.topic.${topic}`), () => wordsFor("code.topic", code)];

export const mistakes = [
  // @ts-expect-error a key of no catalogue
  () => t("widget.nobody.wrote.this"),
  // @ts-expect-error one form of a plural is no key
  () => t("staff.error.locked_one"),
  // @ts-expect-error a code of any kind may have no words: wordsFor says so
  () => t(`code.topic.${code}`),
  // @ts-expect-error topics are not worded there
  () => t(`code.age.${topic}`),
  // @ts-expect-error no key begins so
  () => wordsFor("code.subject", code),
];

// Codes in words: one that nobody has worded is shown as it is rather than hidden.
import {
  languageName as inSentence,
  type Params,
  type Prefix,
  sentence,
  t,
  wordsFor,
} from "../../shared/i18n";

/** The words for `prefix.code`, or the code itself when there are none. */
export const worded = (prefix: Prefix, code: string): string =>
  wordsFor(prefix, code) ?? code.replaceAll("_", " ");

export const errorWords = (code: string, more: Params = {}): string =>
  wordsFor("staff.error", code, more) ?? t("staff.error.unknown", { code });

/** The name of a language in the page's own language, standing alone. */
export const languageName = (code: string): string => sentence(inSentence(code));

export const topicName = (code: string): string => (code ? worded("code.topic", code) : "");
export const ageName = (code: string): string => worded("code.age", code);
export const skillName = (code: string): string => worded("code.skill", code);

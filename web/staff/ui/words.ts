// Codes in words: one that nobody has worded is shown as it is rather than hidden.
import { lang, type Params, type Prefix, t, wordsFor } from "../../shared/i18n";

/** The words for `prefix.code`, or the code itself when there are none. */
export const worded = (prefix: Prefix, code: string): string =>
  wordsFor(prefix, code) ?? code.replaceAll("_", " ");

export const errorWords = (code: string, more: Params = {}): string =>
  wordsFor("staff.error", code, more) ?? t("staff.error.unknown", { code });

/** The name of a language in the page's own language. */
export function languageName(code: string): string {
  const name = new Intl.DisplayNames([lang.value], { type: "language" }).of(code) ?? code;
  return name.charAt(0).toLocaleUpperCase(lang.value) + name.slice(1);
}

export const topicName = (code: string): string => (code ? worded("code.topic", code) : "");
export const ageName = (code: string): string => worded("code.age", code);
export const skillName = (code: string): string => worded("code.skill", code);

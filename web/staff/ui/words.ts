// Codes in words: every code the server sends has a key; an unknown one is shown as it is rather than hidden.

import { lang, t } from "../shared/i18n";
import type { Params } from "../shared/i18n/translate";

/** The words for `prefix.code`, or the code itself when nobody translated it yet. */
export function worded(prefix: string, code: string): string {
  const key = `${prefix}.${code}`;
  const words = t(key);
  return words === key ? code.replaceAll("_", " ") : words;
}

export const errorWords = (code: string, more: Params = {}): string => {
  const words = t(`staff.error.${code}`, more);
  return words === `staff.error.${code}` ? t("staff.error.unknown", { code }) : words;
};

/** The name of a language in the page's own language. */
export function languageName(code: string): string {
  const name = new Intl.DisplayNames([lang.value], { type: "language" }).of(code) ?? code;
  return name.charAt(0).toLocaleUpperCase(lang.value) + name.slice(1);
}

export const topicName = (code: string): string => (code ? worded("code.topic", code) : "");
export const ageName = (code: string): string => worded("code.age", code);
export const skillName = (code: string): string => worded("code.skill", code);

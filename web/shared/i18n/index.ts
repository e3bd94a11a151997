// The page's language as a signal: loads one catalogue at a time and sets the document's lang.
import { computed, signal } from "@preact/signals-core";
import type { Key, Prefix } from "./keys";
import type { Lang } from "./languages";
import { type Catalogue, has, type Params, translator } from "./translate";

const LOADERS: Record<Lang, () => Promise<{ default: Catalogue }>> = {
  nl: () => import("../../../locales/nl.json"),
  fr: () => import("../../../locales/fr.json"),
  de: () => import("../../../locales/de.json"),
  en: () => import("../../../locales/en.json"),
};

const current = signal<{ lang: Lang; catalogue: Catalogue }>({ lang: "nl", catalogue: {} });
const translate = computed(() => translator(current.value.lang, current.value.catalogue));

export const lang = computed(() => current.value.lang);

/** Translates a key in the page's language; components that call it follow a change of language. */
export function t(key: Key, params?: Params): string {
  return translate.value(key, params);
}

/** The words of a code that came from elsewhere; null for one that nobody has worded. */
export function wordsFor(prefix: Prefix, code: string, params?: Params): string | null {
  const key = `${prefix}.${code}`;
  return has(current.value.catalogue, key) ? translate.value(key, params) : null;
}

/** Shows the page in this language once its words are there. */
export async function setLanguage(next: Lang): Promise<void> {
  const loaded = await LOADERS[next]();
  current.value = { lang: next, catalogue: loaded.default };
  document.documentElement.lang = next;
}

export type { Key, Prefix, Worded } from "./keys";
export { LANGUAGE_NAMES, LANGUAGES, type Lang, pickLanguage } from "./languages";
export type { Params } from "./translate";

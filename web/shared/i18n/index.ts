// The page's language as a signal: loads one catalogue at a time and sets the document's lang.
import { computed, signal } from "@preact/signals-core";
import type { Key, Prefix } from "./keys";
import type { Lang } from "./languages";
import { type Catalogue, has, type Params, translator } from "./translate";

/** For each language how to get a catalogue. */
export type Loaders = Readonly<Record<Lang, () => Promise<{ default: Catalogue }>>>;

const FIRST: Loaders = {
  nl: () => import("../../../locales/nl.json"),
  fr: () => import("../../../locales/fr.json"),
  de: () => import("../../../locales/de.json"),
  en: () => import("../../../locales/en.json"),
};
/** The words that came with the page: it shows them whatever happens to the network. */
const given = globalThis.document?.getElementById("app")?.dataset.words;
const came = {
  lang: ((given && document.documentElement.lang) || "nl") as Lang,
  catalogue: JSON.parse(given || "{}") as Catalogue,
};
const here = { [came.lang]: async () => ({ default: came.catalogue }) };
const catalogues: Loaders[] = [given ? { ...FIRST, ...here } : FIRST];
let asked = 0;

/** Arabic, Persian, Hebrew, Urdu: none of ours yet, and nothing stands in their way. */
const RIGHT_TO_LEFT = /^(ar|fa|he|ur)/;
const current = signal(came);
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

/** Shows the page in this language once its words are there; the language asked for last is the one that counts. */
export async function setLanguage(next: Lang): Promise<void> {
  asked += 1;
  const mine = asked;
  const loaded = await Promise.all(catalogues.map((from) => from[next]())).catch((problem) => {
    current.value = { ...current.value }; // drawn anew: what was chosen does not hold
    throw problem;
  });
  if (mine !== asked) return;
  if (loaded.length < catalogues.length) return setLanguage(next); // more came meanwhile
  const catalogue = Object.assign({}, ...loaded.map((one) => one.default));
  current.value = { lang: next, catalogue };
  Object.assign(document.documentElement, { lang: next, dir: RIGHT_TO_LEFT.test(next) ? "rtl" : "ltr" });
}

/** More words, in this language and in every later one. */
export async function addWords(more: Loaders): Promise<void> {
  if (catalogues.includes(more)) return;
  const { lang: here } = current.value;
  const { default: words } = await more[here]();
  if (current.value.lang !== here) return addWords(more); // those are not the ones any more
  if (catalogues.includes(more)) return;
  catalogues.push(more);
  current.value = { lang: here, catalogue: { ...current.value.catalogue, ...words } };
}

/** The name of a language as it stands in a sentence of the page's language. */
export const languageName = (code: string): string =>
  new Intl.DisplayNames([lang.value], { type: "language" }).of(code) ?? code;

/** With a capital, as a sentence begins. */
export const sentence = (words: string): string =>
  words.charAt(0).toLocaleUpperCase(lang.value) + words.slice(1);

export type { Key, Prefix, Worded } from "./keys";
export { LANGUAGE_NAMES, LANGUAGES, type Lang, pickLanguage } from "./languages";
export { isolated, type Params } from "./translate";

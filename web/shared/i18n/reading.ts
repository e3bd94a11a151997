// How easy a text is to read, by the formula that each language has of its own: about 100 is a child's, 0 a lawyer's. Pure.
import type { Lang } from "./languages";

/** Vowels that are one sound; English leaves out an e that nobody says. */
const SOUNDS: Readonly<Record<Lang, RegExp>> = {
  nl: /eeu|ieu|aai|ooi|oei|aa|ee|oo|uu|oe|ie|eu|ui|ij|ei|au|ou|[aeiouyáéëïöüè]/g,
  fr: /eau|oeu|œu|ai|ei|oi|ou|au|eu|œ|ui|ie(?=[rlunz])|io|[aeiouyàâéèêëîïôöùûü]/g,
  de: /aa|ee|oo|ie|ei|ai|au|eu|äu|[aeiouyäöü]/g,
  en: /[aeiouy]+/g,
};
const SILENT: Partial<Record<Lang, RegExp>> = {
  fr: /(?<=.{2})(es?|ent)$/,
  en: /(?<=[^aeiouy]{1}.*[^aeiouyl])(e|es|ed)$/,
};

export function syllables(lang: Lang, word: string): number {
  const plain = word.toLowerCase().replace(SILENT[lang] ?? /$^/, "");
  return Math.max(1, plain.match(SOUNDS[lang])?.length ?? 1);
}

export const sentencesOf = (text: string): string[] =>
  text.split(/[.?!:;…]+(?:\s+|$)/).filter((one) => /\p{L}/u.test(one));

export const wordsOf = (text: string): string[] =>
  text.replace(/\{\{\w+\}\}/g, " ").match(/[\p{L}\p{M}]+(?:['’-]\p{L}+)*/gu) ?? [];

/** Flesch-Douma, Kandel-Moles, Amstad, Flesch: from words in a sentence and syllables in a word. */
const FORMULAS: Readonly<Record<Lang, (words: number, sounds: number) => number>> = {
  nl: (words, sounds) => 206.84 - 0.93 * words - 77 * sounds,
  fr: (words, sounds) => 207 - 1.015 * words - 73.6 * sounds,
  de: (words, sounds) => 180 - words - 58.5 * sounds,
  en: (words, sounds) => 206.835 - 1.015 * words - 84.6 * sounds,
};

/** Of all these texts together. */
export function ease(lang: Lang, texts: readonly string[]): number {
  const sentences = texts.flatMap(sentencesOf);
  const words = sentences.flatMap(wordsOf);
  const sounds = words.reduce((sum, word) => sum + syllables(lang, word), 0);
  return FORMULAS[lang](words.length / sentences.length, sounds / words.length);
}

// What people write, without what cannot be seen or turns the direction of what stands around it. Pure.
// The same in Python (chat/protocol/clean_text.py); both are held to tests/vectors/texts.json.

import { MAX_NAME } from "./limits";

const NAME_BYTES = 200;
// Controls but tab and line feed; soft hyphen, fillers, zero-width and direction signs, tags, lone surrogates.
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: each stands for itself
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\u{e0000}-\u{e0fff}\ud800-\udfff]/gu;
// Joiners shape emoji and Persian or Indic letters; alone or beside a space they are only invisible.
const LOOSE_JOINERS = /(^|\s)[\u200c\u200d]+|[\u200c\u200d]+(?=\s|$)/gu;
const DOUBLE_JOINERS = /([\u200c\u200d])[\u200c\u200d]+/gu;
const PILES = /((?:[\p{Mn}\p{Me}][\u200c\u200d]?){2}[\p{Mn}\p{Me}])(?:[\u200c\u200d]?[\p{Mn}\p{Me}])+/gu;
// As word processors and old systems write them; left out they would join two words.
const BREAKS = /\r\n?|[\v\f\u0085\u2028\u2029]/g;

const withoutJoiners = (text: string): string =>
  text.replace(LOOSE_JOINERS, "$1").replace(DOUBLE_JOINERS, "$1");

/** A text as it may be shown: lines and tabs stay, at most three marks pile up on a letter. */
export function clean(text: string): string {
  const seen = text.replace(BREAKS, "\n").replace(UNSEEN, "");
  return withoutJoiners(seen).replace(PILES, "$1");
}

/** What somebody has written, as it leaves; nothing where nothing of it would be seen. */
export const written = (text: string): string => clean(text).trim();

/** A text on one line, never blank inside. */
export const cleanLine = (text: string): string => clean(text).split(/\s+/u).filter(Boolean).join(" ");

/** A name on one line: at most 30 characters and 200 bytes, never blank inside. */
export function cleanName(text: string): string {
  const signs = Array.from(cleanLine(text)).slice(0, MAX_NAME);
  while (new TextEncoder().encode(signs.join("")).length > NAME_BYTES) signs.pop();
  return withoutJoiners(signs.join("").trim());
}

// Looks at words before they leave, here in the browser only: do they say who or where somebody is? Pure.
// All four languages at once: who writes Dutch may live in a rue. Nothing found here is kept, counted or sent.
import { clean } from "../../shared/clean-text";
import { addressIn } from "./address";
import { linkIn, mailIn, userIn } from "./contact";
import { nameIn } from "./name";
import { phoneIn } from "./phone";

export type Personal = "phone" | "mail" | "address" | "name" | "link" | "user";

export interface Found {
  kind: Personal;
  /** The words that look like it. */
  words: string;
}

const LOOKS: readonly (readonly [Personal, (text: string) => string | undefined])[] = [
  ["mail", mailIn],
  ["link", linkIn],
  ["phone", phoneIn],
  ["user", userIn],
  ["address", addressIn],
  ["name", nameIn],
];

/** What a keyboard, a copy or a correction made other: full width, signs that are not seen, dashes, Arabic digits,
 * digits on keys. */
const plain = (text: string): string =>
  clean(text)
    .normalize("NFKC")
    .replace(/\p{Pd}/gu, "-")
    .replace(/(\d)\p{M}+/gu, "$1")
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 15));

/** At most one of each kind, in the order of what leads to somebody most directly. */
export function personalIn(text: string): Found[] {
  const found: Found[] = [];
  const read = plain(text);
  for (const [kind, look] of LOOKS) {
    const words = look(read);
    if (words) found.push({ kind, words });
  }
  return found;
}

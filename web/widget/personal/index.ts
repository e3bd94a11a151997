// Looks at words before they leave, here in the browser only: do they say who or where somebody is? Pure.
// All four languages at once: who writes Dutch may live in a rue. Nothing found here is kept, counted or sent.
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

/** At most one of each kind, in the order of what leads to somebody most directly. */
export function personalIn(text: string): Found[] {
  const found: Found[] = [];
  for (const [kind, look] of LOOKS) {
    const words = look(text);
    if (words) found.push({ kind, words });
  }
  return found;
}

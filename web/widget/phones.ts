// Whom to call: the desk's own numbers in its order, and the European emergency number whatever else there is.
import type { PhoneShown } from "../shared/http";

export type Who = "everyone" | "adults" | "danger";
export const EMERGENCY = "112";

/** As pages in this language show them; adults find theirs first. `emergency`: what 112 is for, in words. */
export function phonesFor(
  who: Who,
  lang: string,
  phones: readonly PhoneShown[],
  emergency: string,
): [number: string, words: string][] {
  const fitting = (one: Who) => phones.filter((phone) => phone.words[lang] && phone.who.includes(one));
  const found = fitting(who);
  if (who === "adults") found.push(...fitting("everyone").filter((phone) => !found.includes(phone)));
  const calls = found.map(({ number, words }): [string, string] => [number, words[lang] ?? ""]);
  const missing = who === "danger" && !calls.some(([number]) => number === EMERGENCY);
  return missing ? [[EMERGENCY, emergency], ...calls] : calls;
}

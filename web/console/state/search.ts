// Finding a canned reply or a card in this chat's language: all words must occur; its own shortcut before titles, these
// before texts. Pure.

export interface Findable {
  readonly language: string;
  readonly title: string;
  readonly text: string;
  readonly shortcut?: string;
}

/** Lower case, without accents, so that "securite" finds "sécurité". */
const plain = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase();

function rank(one: Findable, words: readonly string[]): number {
  const { shortcut = "" } = one;
  if (shortcut !== "" && words.join(" ") === plain(shortcut)) return 0;
  const title = plain(`${shortcut} ${one.title}`);
  if (words.every((word) => title.includes(word))) return 1;
  const all = `${title} ${plain(one.text)}`;
  return words.every((word) => all.includes(word)) ? 2 : -1;
}

export function search<T extends Findable>(
  all: readonly T[],
  query: string,
  language: string,
  limit = 8,
): readonly T[] {
  const words = plain(query).split(/\s+/).filter(Boolean);
  return all
    .filter((one) => one.language === language)
    .map((one) => ({ one, rank: rank(one, words) }))
    .filter((found) => found.rank >= 0)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, limit)
    .map((found) => found.one);
}

/** The query when the text is one: a slash at the very start, on one line. */
export const slashQuery = (text: string): string | null => /^\/([^\n]*)$/.exec(text)?.[1] ?? null;

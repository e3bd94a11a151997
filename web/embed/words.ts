// The few words the loader shows by itself.
const WORDS = [
  ["nl", "Chat met ons", "Chat dicht: andere hulp"],
  ["fr", "Parle avec nous", "Chat fermé : autre aide"],
  ["de", "Chatte mit uns", "Chat zu: andere Hilfe"],
  ["en", "Chat with us", "Chat closed: other help"],
] as const;

interface Words {
  lang: string;
  open: string;
  closed: string;
}

/** In the first of the wished languages that we speak, Dutch when we speak none. */
export function words(wishes: readonly string[]): Words {
  const known = wishes.map((wish) => WORDS.find(([code]) => code === wish.slice(0, 2).toLowerCase()));
  const [lang, open, closed] = known.find(Boolean) ?? WORDS[0];
  return { lang, open, closed };
}

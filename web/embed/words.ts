// The few words the loader shows by itself.
const WORDS: Record<string, [open: string, closed: string, title: string]> = {
  nl: ["Chat met ons", "Chat dicht: andere hulp", "Chat met de hulplijn"],
  fr: ["Parle avec nous", "Chat fermé : autre aide", "Chat avec la ligne d’aide"],
  de: ["Chatte mit uns", "Chat zu: andere Hilfe", "Chat mit der Hilfe"],
  en: ["Chat with us", "Chat closed: other help", "Chat with the helpline"],
};

interface Words {
  lang: string;
  open: string;
  closed: string;
  title: string;
}

/** In the first of the wished languages that we speak, Dutch when we speak none. */
export function words(wishes: readonly string[]): Words {
  const codes = wishes.map((wish) => wish.slice(0, 2).toLowerCase());
  const lang = codes.find((code) => Object.keys(WORDS).includes(code)) ?? "nl";
  const [open, closed, title] = WORDS[lang] as [string, string, string];
  return { lang, open, closed, title };
}

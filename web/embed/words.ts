// The few words the loader shows by itself.
const WORDS = [
  ["nl", "Chat met ons", "Chat dicht: andere hulp"],
  ["fr", "Parle avec nous", "Chat fermé : autre aide"],
  ["de", "Chatte mit uns", "Chat zu: andere Hilfe"],
  ["en", "Chat with us", "Chat closed: other help"],
] as const;

/** In the first of the wished languages that we speak, Dutch when we speak none: its code, while the chat is open, while it
 * is closed. */
export const words = (wishes: readonly string[]) =>
  wishes.flatMap((wish) => WORDS.filter(([code]) => code === wish.slice(0, 2).toLowerCase()))[0] ?? WORDS[0];

// The languages the pages speak, and which one a page starts in.
export const LANGUAGES = ["nl", "fr", "de", "en"] as const;
export type Lang = (typeof LANGUAGES)[number];
export const LANGUAGE_NAMES: Readonly<Record<Lang, string>> = {
  nl: "Nederlands",
  fr: "Français",
  de: "Deutsch",
  en: "English",
};

function isLang(code: string): code is Lang {
  return (LANGUAGES as readonly string[]).includes(code);
}

/** The first of the wished languages that the pages speak, Dutch when none is. */
export function pickLanguage(wishes: readonly (string | null | undefined)[]): Lang {
  const codes = wishes.map((wish) => (wish ?? "").slice(0, 2).toLowerCase());
  return codes.find(isLang) ?? "nl";
}

// Looks a key up in a flat catalogue: i18next plural suffixes, {{name}} parameters, the key itself when missing.
export type Catalogue = Readonly<Record<string, string>>;
export type Params = Readonly<Record<string, string | number>>;
export type Translate = (key: string, params?: Params) => string;

function find(catalogue: Catalogue, rules: Intl.PluralRules, key: string, params: Params): string {
  const count = params.count;
  const plural = typeof count === "number" ? catalogue[`${key}_${rules.select(count)}`] : undefined;
  return plural ?? catalogue[key] ?? catalogue[`${key}_other`] ?? key;
}

/** Whether the catalogue words this key, in one form or in several. */
export const has = (catalogue: Catalogue, key: string): boolean =>
  key in catalogue || `${key}_other` in catalogue;

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
/** Words that run from right to left, put into a sentence, keep their own order and leave the sentence its. */
export const isolated = (text: string): string => (RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text);

/** Gives a translator for one language. */
export function translator(language: string, catalogue: Catalogue): Translate {
  const rules = new Intl.PluralRules(language);
  return (key, params = {}) =>
    find(catalogue, rules, key, params).replace(/\{\{(\w+)\}\}/g, (hole, name: string) =>
      isolated(String(params[name] ?? hole)),
    );
}

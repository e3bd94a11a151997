// Whom to call, by language of the page.
import type { Key, Lang } from "../shared/i18n";

export interface Phone {
  number: string;
  /** What the number is for. */
  what: Key;
}

const EMERGENCY: Phone = { number: "112", what: "widget.phone.112" };
const POLICE: Phone = { number: "101", what: "widget.phone.101" };
const SUICIDE_NL: Phone = { number: "1813", what: "widget.phone.1813" };
const SUICIDE_FR: Phone = { number: "0800 32 123", what: "widget.phone.0800" };
export const CHILD_FOCUS: Phone = { number: "116 000", what: "widget.phone.116000" };

const SUICIDE: Record<Lang, Phone[]> = {
  nl: [SUICIDE_NL],
  fr: [SUICIDE_FR],
  de: [SUICIDE_FR, SUICIDE_NL],
  en: [SUICIDE_NL, SUICIDE_FR],
};

/** The numbers for danger now, the most urgent first. */
export const dangerPhones = (lang: Lang): Phone[] => [EMERGENCY, POLICE, ...SUICIDE[lang], CHILD_FOCUS];

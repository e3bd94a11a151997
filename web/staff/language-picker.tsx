// The page's language, each named in itself; remembered in this browser.

import { LANGUAGE_NAMES, LANGUAGES, type Lang, lang, pickLanguage, setLanguage, t } from "../shared/i18n";
import { prefer, prefs } from "./prefs";
import { Field } from "./ui/field";

export function startLanguage(): Promise<void> {
  return setLanguage(pickLanguage([prefs.value.language, ...navigator.languages]));
}

function choose(code: Lang): void {
  prefer({ language: code });
  setLanguage(code);
}

export const LanguagePicker = () => (
  <Field label={t("staff.language")}>
    <select value={lang.value} onChange={(event) => choose(event.currentTarget.value as Lang)}>
      {LANGUAGES.map((code) => (
        <option key={code} value={code} lang={code}>
          {LANGUAGE_NAMES[code]}
        </option>
      ))}
    </select>
  </Field>
);

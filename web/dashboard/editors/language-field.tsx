// Which language a text is in, and a filter by language above a list.

import { t } from "../../shared/i18n";
import { Field } from "../../staff/ui/field";
import { languageName } from "../../staff/ui/words";
import { known, useKnown } from "../known";

/** Of those that the desk serves; a text keeps its own, which may be another. */
export const LanguageField = ({ value }: { value: string }) => (
  <Field label={t("dashboard.language")}>
    <select name="language" defaultValue={value}>
      {[...new Set([...known.value.languages, value].filter(Boolean))].map((code) => (
        <option key={code} value={code} selected={code === value}>
          {languageName(code)}
        </option>
      ))}
    </select>
  </Field>
);

interface FilterProps {
  value: string;
  onPick: (code: string) => void;
}
export function LanguageFilter({ value, onPick }: FilterProps) {
  useKnown();
  return (
    <fieldset class="segments" aria-label={t("dashboard.language")}>
      {["", ...known.value.languages].map((code) => (
        <button
          key={code}
          type="button"
          class="btn small"
          aria-pressed={value === code}
          onClick={() => onPick(code)}
        >
          {code ? languageName(code) : t("dashboard.all")}
        </button>
      ))}
    </fieldset>
  );
}

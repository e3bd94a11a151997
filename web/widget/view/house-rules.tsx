// The desk's own rules, where it has some: short lines, folded.
import type { JSX } from "preact";
import { lang, t } from "../../shared/i18n";
import { told } from "../store";

export function HouseRules(): JSX.Element | null {
  const rules = told.value.rules?.[lang.value] ?? [];
  if (rules.length === 0) return null;
  return (
    <details class="more" data-test="house-rules">
      <summary>{t("widget.house")}</summary>
      <ul class="rules">
        {rules.map((rule) => (
          <li key={rule}>{rule}</li>
        ))}
      </ul>
    </details>
  );
}

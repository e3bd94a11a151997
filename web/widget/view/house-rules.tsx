// The rules of the house, the desk's own where it has some, and what is kept: short lines, folded.
import type { JSX } from "preact";
import { lang, t } from "../../shared/i18n";
import { told } from "../store";

const OURS = [1, 2, 3] as const;
const FACTS = [4, 5, 6, 7] as const;

export function Rules(): JSX.Element {
  const own = told.value.rules?.[lang.value] ?? [];
  const rules = own.length > 0 ? own : OURS.map((rule) => t(`widget.rules.${rule}`));
  return (
    <details class="more" data-test="rules">
      <summary>{t("widget.rules.title")}</summary>
      <ul class="rules">
        {[...rules, ...FACTS.map((fact) => t(`widget.rules.${fact}`))].map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </details>
  );
}

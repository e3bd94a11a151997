// What to keep as proof and how, on the device: nothing of it comes to us.
import type { JSX } from "preact";
import { t } from "../../shared/i18n";

const STEPS = [1, 2, 3, 4, 5, 6, 7] as const;

export const Proof = (): JSX.Element => (
  <details class="card more" data-test="proof">
    <summary>{t("widget.proof.title")}</summary>
    <p>{t("widget.proof.lead")}</p>
    <ol class="aid">
      {STEPS.map((step) => (
        <li key={step}>{t(`widget.proof.${step}`)}</li>
      ))}
    </ol>
  </details>
);

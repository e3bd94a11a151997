// The privacy receipt: exactly the row that will remain, in words.
import type { JSX } from "preact";
import { t } from "../../shared/i18n";
import { fieldWords, receiptWords, yearsOf } from "../receipt";
import { receipt } from "../store";

export function Receipt(): JSX.Element {
  const { row, later = [], kept_days = 0 } = receipt.value ?? {};
  return (
    <section class="card stack-s" aria-labelledby="receipt" data-test="receipt">
      <h2 id="receipt">{t("widget.receipt.title")}</h2>
      <p>{t("widget.receipt.lead")}</p>
      {row ? (
        <dl class="receipt">
          {receiptWords(row).map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      ) : (
        <p class="muted">{t("widget.receipt.pending")}</p>
      )}
      {later.length > 0 && (
        <p class="small muted">{t("widget.receipt.more", { fields: fieldWords(later) })}</p>
      )}
      {kept_days > 0 && <p class="small muted">{t("widget.receipt.kept", { count: yearsOf(kept_days) })}</p>}
    </section>
  );
}

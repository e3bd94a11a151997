// The privacy receipt: exactly the row that will remain, in words.
import type { JSX } from "preact";
import { t } from "../../shared/i18n";
import { receiptWords } from "../receipt";
import { row } from "../store";

export function Receipt(): JSX.Element {
  return (
    <section class="card stack-s" aria-labelledby="receipt" data-test="receipt">
      <h2 id="receipt">{t("widget.receipt.title")}</h2>
      <p>{t("widget.receipt.lead")}</p>
      {row.value ? (
        <dl class="receipt">
          {receiptWords(row.value).map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      ) : (
        <p class="muted">{t("widget.receipt.pending")}</p>
      )}
      <p class="small muted">{t("widget.receipt.more")}</p>
    </section>
  );
}

// Before anything is known.
import type { JSX } from "preact";
import { t } from "../../shared/i18n";

export function Loading(): JSX.Element {
  return (
    <main class="scroll">
      <p class="page muted" role="status">
        {t("widget.loading")}
      </p>
    </main>
  );
}

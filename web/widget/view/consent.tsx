// A new counsellor is there, or the same one under other keys: may they read what was written before?
import type { JSX } from "preact";
import { t } from "../../shared/i18n";
import type { Conversation } from "../conversation";

export function Consent({ talk }: { talk: Conversation }): JSX.Element | null {
  if (!talk.asksConsent.value) return null;
  const name = talk.counsellor.value?.name ?? "";
  const again = talk.asksAgain;
  return (
    <section class="note" aria-labelledby="consent" data-test="consent">
      <h2 id="consent">{t(again ? "widget.consent.again.title" : "widget.consent.title", { name })}</h2>
      <p>{t(again ? "widget.consent.again.text" : "widget.consent.text", { name })}</p>
      <div class="row">
        <button type="button" class="btn primary" onClick={() => talk.share(true)}>
          {t("widget.consent.yes")}
        </button>
        <button type="button" class="btn" onClick={() => talk.share(false)}>
          {t("widget.consent.no")}
        </button>
      </div>
    </section>
  );
}

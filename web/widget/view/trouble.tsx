// Something stands in the way: what it is in plain words, and what to do.
import type { JSX } from "preact";
import { t } from "../../shared/i18n";
import { again, look, takeBack } from "../flow";
import { reason } from "../store";
import { Page } from "./page";
import { ChildFocus, Danger } from "./phones";

const KNOWN = new Set(["offline", "newer_connection", "bad_token", "abuse", "blocked"]);

export function Trouble(): JSX.Element {
  const code = KNOWN.has(reason.value) ? reason.value : "other";
  const elsewhere = code === "newer_connection";
  const runs = elsewhere || code === "abuse";
  const act = runs ? takeBack : () => void (code === "offline" ? look() : again());
  return (
    <Page
      title={t(`widget.trouble.${code}.title`)}
      foot={
        code !== "blocked" && (
          <button type="button" class="btn primary wide" onClick={act}>
            {t(elsewhere ? "widget.trouble.here" : "widget.retry")}
          </button>
        )
      }
    >
      <p class="lead">{t(`widget.trouble.${code}.text`)}</p>
      {!elsewhere && <ChildFocus />}
      {!elsewhere && <Danger />}
    </Page>
  );
}

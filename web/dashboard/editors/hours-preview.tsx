// The coming days as the server reads the hours, holidays and daylight saving included.

import type { OpenDay } from "../../shared/http";
import { lang, t } from "../../shared/i18n";
import { showSpans } from "../state/week";

interface Props {
  days: readonly OpenDay[];
  error: string;
}

export const Preview = ({ days, error }: Props) => (
  <section class="box preview" aria-live="polite" aria-label={t("dashboard.hours.preview")}>
    <h2>{t("dashboard.hours.preview")}</h2>
    {error ? (
      <p class="note warn">{t("dashboard.hours.fails_closed")}</p>
    ) : (
      <dl>
        {days.map(({ date, open }) => (
          <div key={date} class={open.length ? "" : "shut"}>
            <dt>
              {new Date(`${date}T12:00`).toLocaleDateString(lang.value, {
                weekday: "short",
                day: "numeric",
                month: "short",
              })}
            </dt>
            <dd>{open.length ? showSpans(open) : t("dashboard.hours.closed")}</dd>
          </div>
        ))}
      </dl>
    )}
  </section>
);

// How the desk stands for this language when there is more to say than *open*: told before anybody queues.
import type { JSX } from "preact";
import { lang, languageName, t } from "../../shared/i18n";
import { moment } from "../../shared/moment";
import { changeLanguage } from "../first-look";
import { told } from "../store";
import { waitWords } from "../wait";
import { Neighbour } from "./neighbour";
import { OtherLanguages } from "./other-languages";
import { Phones } from "./phones";

function Unserved({ served }: { served: readonly string[] }): JSX.Element {
  return (
    <section class="note">
      <h2>{t("widget.unserved.title", { language: languageName(lang.value) })}</h2>
      <Neighbour />
      <p>{t("widget.unserved.before")}</p>
      <OtherLanguages codes={served} choose={(code) => void changeLanguage(code)} />
      <Phones lead={t("widget.phones")} />
    </section>
  );
}

function Nobody(): JSX.Element {
  return (
    <section class="standing stack-s">
      <h2>{t("widget.unserved.nobody")}</h2>
      <Neighbour />
      <p>{t("widget.unserved.nobody.text")}</p>
      <Phones lead={t("widget.phones")} />
    </section>
  );
}

/** The wait is longer than the desk aims at: said, with what else there is. */
function Busy(): JSX.Element {
  const { low_s = -1, high_s = -1 } = told.value;
  return (
    <section class="note">
      <h2>{t("widget.busy")}</h2>
      <p>{waitWords(low_s, high_s)}</p>
      <Phones lead={t("widget.phones")} />
    </section>
  );
}

function ClosingSoon(): JSX.Element {
  const { closes_at, zone = "", low_s = -1, high_s = -1 } = told.value;
  const when = moment(new Date(closes_at ?? 0), lang.value, zone, { hour: "2-digit", minute: "2-digit" });
  return (
    <section class="note">
      <h2>{t("widget.soon.title", { when })}</h2>
      <p>{waitWords(low_s, high_s)}</p>
      <p>{t("widget.soon.text")}</p>
      <Phones lead={t("widget.phones")} />
    </section>
  );
}

/** It closed while this page lay open: what was told stays, until the teen presses Start. */
const Shut = (): JSX.Element => (
  <section class="note">
    <h2>{t("widget.closed.title")}</h2>
    <Phones lead={t("widget.closed.now")} />
  </section>
);

export function Standing(): JSX.Element {
  const { served = [], now, closes_at } = told.value;
  if (now === "closed") return <Shut />;
  if (!served.includes(lang.value)) return served.length > 0 ? <Unserved served={served} /> : <Nobody />;
  return now === "closing_soon" && closes_at ? <ClosingSoon /> : <Busy />;
}

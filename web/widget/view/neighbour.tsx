// Nobody is here for this language, and a neighbour has somebody: who they are, the teen's own yes, and the way back.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { lang, t } from "../../shared/i18n";
import { deskName } from "../api";
import { goBack, isOver, sayYes } from "../neighbour";
import { told } from "../store";

const called = (name: Readonly<Record<string, string>> = {}, desk: string): string =>
  name[lang.value] ?? name.en ?? Object.values(name)[0] ?? desk;

/** Once: who came over is not sent on. */
export function Neighbour(): JSX.Element | null {
  const [stays, stay] = useState(false);
  const there = told.value.neighbours?.[lang.value];
  if (!there || stays || isOver()) return null;
  const name = called(there.name, there.desk);
  return (
    <section class="card stack-s" aria-labelledby="neighbour" data-test="neighbour">
      <h2 id="neighbour">{t("widget.neighbour.title", { name })}</h2>
      <p>{t("widget.neighbour.who", { name })}</p>
      <p>{t("widget.neighbour.ask")}</p>
      <div class="row">
        <button
          type="button"
          class="btn primary"
          onClick={() => sayYes(there.desk)}
          data-test="neighbour-yes"
        >
          {t("widget.neighbour.yes")}
        </button>
        <button type="button" class="btn" onClick={() => stay(true)} data-test="neighbour-no">
          {t("widget.neighbour.no")}
        </button>
      </div>
    </section>
  );
}

export function CameOver(): JSX.Element | null {
  if (!isOver()) return null;
  return (
    <section class="note" data-test="came-over">
      <p>{t("widget.neighbour.here", { name: called(told.value.name, deskName) })}</p>
      <button type="button" class="btn" onClick={goBack}>
        {t("widget.neighbour.back")}
      </button>
    </section>
  );
}

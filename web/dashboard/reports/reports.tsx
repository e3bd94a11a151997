// Reports over the anonymous record: asked for by a form, since each look at internal figures is noted in the audit trail.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { lang, t } from "../../shared/i18n";
import { codeOf, get } from "../../staff/http";
import { Icon } from "../../staff/ui/icon";
import { EditorPage } from "../editors/editor-page";
import type { Report } from "../state/cells";
import { loadCodes } from "./codes";
import { Filters } from "./filters";
import { Insafe, type Publications } from "./insafe";
import { addressOf, type Query, query } from "./query";
import { Shown } from "./shown";

type Answer = { asked: Query; report: Report } | { asked: Query; published: Publications };

async function fetched(asked: Query): Promise<Answer> {
  const path = addressOf(asked, "json");
  return asked.name === "insafe"
    ? { asked, published: await get<Publications>(path) }
    : { asked, report: await get<Report>(path) };
}

export function Reports() {
  const answer = useSignal<Answer | null>(null);
  const error = useSignal("");
  const busy = useSignal(false);
  useEffect(() => {
    loadCodes();
  }, []);
  const show = async () => {
    busy.value = true;
    error.value = "";
    answer.value = await fetched(query.value).catch((thrown: unknown) => {
      error.value = codeOf(thrown);
      return null;
    });
    busy.value = false;
  };
  return (
    <EditorPage name="reports" error={error.value}>
      <Filters busy={busy.value} onShow={show} />
      <div aria-live="polite" aria-busy={busy.value} class="stack">
        {answer.value && <Result answer={answer.value} />}
      </div>
    </EditorPage>
  );
}

const Result = ({ answer }: { answer: Answer }) => (
  <section class="box stack" data-testid="report">
    <header class="page-head">
      <div>
        <h2>{t(`report.name.${answer.asked.name}`)}</h2>
        <p class="muted">{covers(answer)}</p>
      </div>
      <div class="row no-print">
        <a class="btn" href={addressOf(answer.asked, "csv")} download data-testid="csv">
          <Icon name="download" /> CSV
        </a>
        <a class="btn" href={addressOf(answer.asked, "xlsx")} download data-testid="xlsx">
          <Icon name="download" /> XLSX
        </a>
        <button type="button" class="btn" onClick={() => print()}>
          <Icon name="print" /> {t("report.print")}
        </button>
      </div>
    </header>
    {"report" in answer ? (
      <Shown report={answer.report} asked={answer.asked} />
    ) : (
      <Insafe published={answer.published} />
    )}
  </section>
);

const covers = ({ asked }: Answer): string =>
  asked.name === "insafe"
    ? asked.quarter
    : t("report.covers", { from: dated(asked.from), to: dated(asked.to) });

const dated = (day: string): string =>
  new Date(`${day}T12:00`).toLocaleDateString(lang.value, { day: "numeric", month: "long", year: "numeric" });

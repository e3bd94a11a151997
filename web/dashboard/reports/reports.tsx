// Reports over the anonymous record: asked for by a form, since each look at internal figures is noted in the audit trail.

import { useSignal } from "@preact/signals";
import { codeOf } from "../../shared/ask";
import type { Quarters, ReportShown } from "../../shared/http";
import { lang, t } from "../../shared/i18n";
import { ask } from "../../staff/ask";
import { EditorPage } from "../../staff/ui/editor-page";
import { Icon } from "../../staff/ui/icon";
import { useWhileShown } from "../../staff/until-there";
import { loadCodes } from "./codes";
import { Filters } from "./filters";
import { Insafe } from "./insafe";
import { fileOf, publicationOf, type Query, query, reportOf } from "./query";
import { Shown } from "./shown";

type Answer = { asked: Query; report: ReportShown } | { asked: Query; published: Quarters };

async function fetched(asked: Query): Promise<Answer> {
  return asked.name === "insafe"
    ? { asked, published: await ask("get /api/staff/publications", publicationOf(asked)) }
    : { asked, report: await ask("get /api/staff/reports/{name}", reportOf(asked, asked.name)) };
}

export function Reports() {
  const answer = useSignal<Answer | null>(null);
  const error = useSignal("");
  const busy = useSignal(false);
  useWhileShown(loadCodes);
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
    <EditorPage
      title={t("dashboard.page.reports")}
      explain={t("dashboard.reports.explain")}
      error={error.value}
    >
      <Filters busy={busy.value} onShow={show} />
      <p class="visually-hidden" role="status">
        {!busy.value && answer.value && `${nameOf(answer.value)}: ${covers(answer.value)}`}
      </p>
      <div aria-busy={busy.value} class="stack">
        {answer.value && <Result answer={answer.value} />}
      </div>
    </EditorPage>
  );
}

const Result = ({ answer }: { answer: Answer }) => (
  <section class="box stack" data-testid="report">
    <header class="page-head">
      <div>
        <h2>{nameOf(answer)}</h2>
        <p class="muted">{covers(answer)}</p>
      </div>
      <div class="row no-print">
        <a class="btn" href={fileOf(answer.asked, "csv")} download data-testid="csv">
          <Icon name="download" /> CSV
        </a>
        <a class="btn" href={fileOf(answer.asked, "xlsx")} download data-testid="xlsx">
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

const nameOf = ({ asked }: Answer): string => t(`report.name.${asked.name}`);

const covers = ({ asked }: Answer): string =>
  asked.name === "insafe"
    ? asked.quarter
    : t("report.covers", { from: dated(asked.from), to: dated(asked.to) });

const dated = (day: string): string =>
  new Date(`${day}T12:00`).toLocaleDateString(lang.value, { day: "numeric", month: "long", year: "numeric" });

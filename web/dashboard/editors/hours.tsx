// Opening hours: a line a day, exceptions by date, and the coming days as the server reads them before they are saved.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { codeOf } from "../../shared/ask";
import type { HoursShown, OpenDay } from "../../shared/http";
import { lang, t } from "../../shared/i18n";
import { ask } from "../../staff/ask";
import { desk } from "../../staff/session";
import { EditorPage } from "../../staff/ui/editor-page";
import { Field } from "../../staff/ui/field";
import { Icon } from "../../staff/ui/icon";
import {
  DAYS,
  type Day,
  type Definition,
  type Exception,
  readDefinition,
  readSpans,
  type Span,
  showSpans,
} from "../state/week";
import { Preview } from "./hours-preview";
import { type Remote, useRemote } from "./remote";

export function HoursPage() {
  const stored = useRemote(
    () => ask("get /api/staff/hours/{desk}", { path: { desk: desk.value } }),
    [desk.value],
  );
  return (
    <EditorPage
      title={t("dashboard.page.hours")}
      explain={t("dashboard.hours.explain")}
      error={stored.error}
      loading={!stored.value}
    >
      {stored.value && <Editor definition={readDefinition(stored.value.definition)} stored={stored} />}
    </EditorPage>
  );
}

type Texts = Readonly<Record<Day, string>>;
interface Row {
  date: string;
  hours: string;
}

const texts = (definition: Definition): Texts =>
  Object.fromEntries(DAYS.map((day) => [day, showSpans(definition.week[day])])) as Texts;
const rows = (definition: Definition): Row[] =>
  (definition.exceptions ?? []).map((one) => ({ date: one.date, hours: showSpans(one.open) }));

/** Null while some line cannot be read. */
function read(zone: string, week: Texts, exceptions: readonly Row[]): Definition | null {
  const days = DAYS.map((day) => [day, readSpans(week[day])] as const);
  const dated = exceptions.map(({ date, hours }) => ({ date: date.trim(), open: readSpans(hours) }));
  if (days.some(([, spans]) => !spans) || dated.some((one) => !one.open || !DATE.test(one.date))) return null;
  return {
    zone,
    week: Object.fromEntries(days) as Record<Day, readonly Span[]>,
    exceptions: dated as readonly Exception[],
  };
}
const DATE = /^(\d{4}-)?\d{2}-\d{2}$/;

function Editor({ definition, stored }: { definition: Definition; stored: Remote<HoursShown> }) {
  const week = useSignal(texts(definition));
  const exceptions = useSignal<readonly Row[]>(rows(definition));
  const zone = useSignal(definition.zone);
  const next = read(zone.value, week.value, exceptions.value);
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    const path = { desk: desk.value };
    if (next)
      stored.change(() => ask("put /api/staff/hours/{desk}", { path, body: { definition: { ...next } } }));
  };
  return (
    <form class="hours" onSubmit={save}>
      <div class="stack">
        <Week week={week} />
        <Exceptions rows={exceptions} />
        <Field label={t("dashboard.hours.zone")}>
          <input value={zone.value} onInput={(event) => (zone.value = event.currentTarget.value)} required />
        </Field>
        <button type="submit" class="btn primary" disabled={!next} data-testid="save">
          {t("dashboard.save")}
        </button>
      </div>
      <Coming definition={next} />
    </form>
  );
}

const Week = ({ week }: { week: { value: Texts } }) => (
  <fieldset>
    <legend class="visually-hidden">{t("dashboard.hours.week")}</legend>
    <p class="hint">{t("dashboard.hours.hint")}</p>
    {DAYS.map((day) => (
      <div class="day" key={day}>
        <Field
          label={dayName(day)}
          error={readSpans(week.value[day]) ? undefined : t("dashboard.hours.unreadable")}
        >
          <input
            value={week.value[day]}
            placeholder={t("dashboard.hours.closed")}
            onInput={(event) => (week.value = { ...week.value, [day]: event.currentTarget.value })}
          />
        </Field>
      </div>
    ))}
  </fieldset>
);

/** 1 January 2024 was a Monday. */
export const dayName = (day: Day): string =>
  new Date(2024, 0, 1 + DAYS.indexOf(day)).toLocaleDateString(lang.value, { weekday: "long" });

function Exceptions({ rows: held }: { rows: { value: readonly Row[] } }) {
  const change = (at: number, next: Partial<Row>) => {
    held.value = held.value.map((row, index) => (index === at ? { ...row, ...next } : row));
  };
  return (
    <fieldset class="stack-tight">
      <legend>
        <h2>{t("dashboard.hours.exceptions")}</h2>
      </legend>
      <p class="hint">{t("dashboard.hours.exceptions_hint")}</p>
      {held.value.map((row, at) => (
        <div class="row" key={at}>
          <input
            class="date"
            aria-label={t("dashboard.hours.date")}
            placeholder="2026-12-25"
            value={row.date}
            aria-invalid={DATE.test(row.date.trim()) ? undefined : true}
            onInput={(event) => change(at, { date: event.currentTarget.value })}
          />
          <input
            class="grow"
            aria-label={t("dashboard.hours.open_on", { date: row.date })}
            placeholder={t("dashboard.hours.closed")}
            value={row.hours}
            aria-invalid={readSpans(row.hours) ? undefined : true}
            onInput={(event) => change(at, { hours: event.currentTarget.value })}
          />
          <button
            type="button"
            class="btn plain icon-only"
            aria-label={t("staff.remove")}
            onClick={() => (held.value = held.value.filter((_, index) => index !== at))}
          >
            <Icon name="trash" />
          </button>
        </div>
      ))}
      <button
        type="button"
        class="btn small"
        onClick={() => (held.value = [...held.value, { date: "", hours: "" }])}
      >
        <Icon name="plus" /> {t("dashboard.hours.add_exception")}
      </button>
    </fieldset>
  );
}

const SETTLE_MS = 400;

/** What these hours would mean for the coming two weeks. */
function Coming({ definition }: { definition: Definition | null }) {
  const days = useSignal<readonly OpenDay[]>([]);
  const error = useSignal("");
  const asked = JSON.stringify(definition);
  useEffect(() => {
    const timer = setTimeout(async () => {
      if (!definition) return;
      try {
        const path = { desk: desk.value };
        const body = { definition: { ...definition } };
        days.value = (await ask("post /api/staff/hours/{desk}/preview", { path, body })).days;
        error.value = "";
      } catch (thrown) {
        error.value = codeOf(thrown);
      }
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [asked]);
  return <Preview days={days.value} error={definition ? error.value : "unreadable_hours"} />;
}

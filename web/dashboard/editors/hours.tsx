// Opening hours: a line a day, exceptions by date, and the coming days as the server reads them before they are saved.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { codeOf } from "../../shared/ask";
import type { HoursShown, OpenDay } from "../../shared/http";
import { lang, t } from "../../shared/i18n";
import { once } from "../../shared/ui/once";
import { ask } from "../../staff/ask";
import { desk } from "../../staff/session";
import { EditorPage } from "../../staff/ui/editor-page";
import { Field } from "../../staff/ui/field";
import { Icon } from "../../staff/ui/icon";
import { type DateRow, datesShown, type WrittenDates } from "../state/dates";
import { type Lines, linesOf, linesShown } from "../state/lines";
import { same } from "../state/merged";
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
import { NOTHING, since, type Written, wrote } from "../state/written";
import { Foot } from "./foot";
import { Preview } from "./hours-preview";
import { type Remote, useRemote } from "./remote";
import { Unsaved } from "./unsaved";

export function HoursPage() {
  const stored = useRemote(
    () => ask("get /api/staff/hours/{desk}", { path: { desk: desk.value } }),
    [desk.value],
  );
  const shown = stored.value?.desk === desk.value ? stored.value : null;
  return (
    <EditorPage
      title={t("dashboard.page.hours")}
      explain={t("dashboard.hours.explain")}
      error={stored.error}
      loading={!shown}
    >
      {shown && <Editor key={shown.desk} shown={shown} stored={stored} />}
    </EditorPage>
  );
}

interface WrittenHours {
  lines: Written<Lines>;
  dates?: WrittenDates | undefined;
}
const written = new Unsaved<WrittenHours>({ lines: NOTHING });

const rows = (definition: Definition): DateRow[] =>
  (definition.exceptions ?? []).map((one) => ({ date: one.date, hours: showSpans(one.open) }));

/** Null while some line cannot be read. */
function read(lines: Lines, exceptions: readonly DateRow[]): Definition | null {
  const days = DAYS.map((day) => [day, readSpans(lines[day])] as const);
  const dated = exceptions.map(({ date, hours }) => ({ date: date.trim(), open: readSpans(hours) }));
  if (days.some(([, spans]) => !spans) || dated.some((one) => !one.open || !DATE.test(one.date))) return null;
  return {
    zone: lines.zone,
    week: Object.fromEntries(days) as Record<Day, readonly Span[]>,
    exceptions: dated as readonly Exception[],
  };
}
const DATE = /^(\d{4}-)?\d{2}-\d{2}$/;

interface EditorProps {
  shown: HoursShown;
  stored: Remote<HoursShown>;
}
function Editor({ shown, stored }: EditorProps) {
  const path = { desk: shown.desk };
  const held = readDefinition(shown.definition);
  const busy = useSignal(false);
  const [heldLines, heldRows] = [linesOf(held), rows(held)];
  const lines = linesShown(written.value.lines, heldLines);
  const exceptions = datesShown(written.value.dates, heldRows);
  const next = read(lines, exceptions);
  const writeLine = (change: Partial<Lines>) => {
    written.value = { ...written.value, lines: wrote(written.value.lines, change, heldLines) };
  };
  const writeDates = (next: readonly DateRow[]) => {
    written.value = { ...written.value, dates: { before: heldRows, next } };
  };
  const dirty = !same([lines, exceptions], [heldLines, heldRows]);
  const put = async (definition: Definition) => {
    const body = { definition: { ...definition }, at: shown.at };
    try {
      await ask("put /api/staff/hours/{desk}", { path, body });
    } catch (problem) {
      if (codeOf(problem) === "hours_changed") await stored.reload();
      throw problem;
    }
  };
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!next || !dirty || busy.value) return;
    busy.value = true;
    const { place, value: sent } = written;
    if (await stored.change(() => put(next)))
      written.saved(place, sent, (later) => ({
        lines: since(later.lines, lines),
        dates: later.dates && { ...later.dates, before: exceptions },
      }));
    busy.value = false;
  };
  return (
    <form class="hours" onSubmit={save}>
      <div class="stack">
        <Week week={lines} onWrite={writeLine} />
        <Exceptions rows={exceptions} onWrite={writeDates} />
        <Field label={t("dashboard.hours.zone")}>
          <input
            value={lines.zone}
            onInput={(event) => writeLine({ zone: event.currentTarget.value })}
            required
          />
        </Field>
        <Foot
          dirty={dirty}
          wrong={next ? "" : t("dashboard.hours.wrong")}
          onForget={() => written.forget()}
        />
      </div>
      <Coming desk={shown.desk} definition={next} />
    </form>
  );
}

const Week = ({ week, onWrite }: { week: Lines; onWrite: (day: Partial<Lines>) => void }) => (
  <fieldset>
    <legend class="visually-hidden">{t("dashboard.hours.week")}</legend>
    <p class="hint">{t("dashboard.hours.hint")}</p>
    {DAYS.map((day) => (
      <div class="day" key={day}>
        <Field
          label={dayName(day)}
          error={readSpans(week[day]) ? undefined : t("dashboard.hours.unreadable")}
        >
          <input
            value={week[day]}
            placeholder={t("dashboard.hours.closed")}
            onInput={(event) => onWrite({ [day]: event.currentTarget.value })}
          />
        </Field>
      </div>
    ))}
  </fieldset>
);

/** 1 January 2024 was a Monday. */
export const dayName = (day: Day): string =>
  new Date(2024, 0, 1 + DAYS.indexOf(day)).toLocaleDateString(lang.value, { weekday: "long" });

interface ExceptionsProps {
  rows: readonly DateRow[];
  onWrite: (next: readonly DateRow[]) => void;
}
function Exceptions({ rows, onWrite }: ExceptionsProps) {
  const change = (at: number, next: Partial<DateRow>) =>
    onWrite(rows.map((row, index) => (index === at ? { ...row, ...next } : row)));
  return (
    <fieldset class="stack-tight">
      <legend>
        <h2>{t("dashboard.hours.exceptions")}</h2>
      </legend>
      <p class="hint">{t("dashboard.hours.exceptions_hint")}</p>
      {rows.map((row, at) => (
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
            onClick={once(() => onWrite(rows.filter((_, index) => index !== at)))}
          >
            <Icon name="trash" />
          </button>
        </div>
      ))}
      <button type="button" class="btn small" onClick={() => onWrite([...rows, { date: "", hours: "" }])}>
        <Icon name="plus" /> {t("dashboard.hours.add_exception")}
      </button>
    </fieldset>
  );
}

const SETTLE_MS = 400;

interface ComingProps {
  desk: string;
  definition: Definition | null;
}

/** What these hours would mean for the coming weeks; of two answers the one to the later question counts. */
function Coming({ desk, definition }: ComingProps) {
  const days = useSignal<readonly OpenDay[]>([]);
  const error = useSignal("");
  const asked = JSON.stringify(definition);
  useEffect(() => {
    let over = false;
    const timer = setTimeout(async () => {
      if (!definition) return;
      const [path, body] = [{ desk }, { definition: { ...definition } }];
      const [found, code] = await ask("post /api/staff/hours/{desk}/preview", { path, body }).then(
        (answer) => [answer.days, ""] as const,
        (thrown: unknown) => [days.value, codeOf(thrown)] as const,
      );
      if (!over) [days.value, error.value] = [found, code];
    }, SETTLE_MS);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [asked]);
  return <Preview days={days.value} error={definition ? error.value : "unreadable_hours"} />;
}

// The form above a report: which, over what time, in what steps, of what.

import { t } from "../../shared/i18n";
import { Field } from "../../staff/ui/field";
import { languageName } from "../../staff/ui/words";
import { today } from "../../staff/zone";
import { known, useKnown } from "../known";
import { days, SPANS } from "../state/spans";
import {
  change,
  choose,
  cover,
  crossings,
  DIMENSIONS,
  NAMES,
  type Name,
  quarters,
  query,
  STEPS,
  type Step,
} from "./query";

interface Props {
  busy: boolean;
  onShow: () => void;
}

export const Filters = ({ busy, onShow }: Props) => (
  <form
    class="box stack no-print"
    onSubmit={(event) => {
      event.preventDefault();
      onShow();
    }}
  >
    <div class="filters">
      <Field label={t("report.which")}>
        <select
          value={query.value.name}
          onChange={(event) => choose(event.currentTarget.value as Name)}
          data-testid="report-name"
        >
          {NAMES.map((name) => (
            <option key={name} value={name}>
              {t(`report.name.${name}`)}
            </option>
          ))}
        </select>
      </Field>
      {query.value.name === "insafe" ? <Quarter /> : <Time />}
      {query.value.name === "breakdown" && <Of />}
      {query.value.name !== "insafe" && <Spoken />}
      <button type="submit" class="btn primary" disabled={busy} data-testid="report-show">
        {t(busy ? "report.busy" : "report.show")}
      </button>
    </div>
    {query.value.name !== "insafe" && <Usual />}
    <p class="hint">{t(query.value.name === "insafe" ? "report.published" : "report.internal")}</p>
  </form>
);

const Usual = () => (
  <fieldset class="segments" aria-label={t("report.usual")}>
    {SPANS.map((name) => (
      <button key={name} type="button" class="btn small" onClick={() => cover(days(name, today()))}>
        {t(`report.span.${name}`)}
      </button>
    ))}
  </fieldset>
);

const Time = () => (
  <>
    <Field label={t("report.from")}>
      <input
        type="date"
        value={query.value.from}
        required
        onInput={(event) => change({ from: event.currentTarget.value })}
      />
    </Field>
    <Field label={t("report.to")}>
      <input
        type="date"
        value={query.value.to}
        required
        onInput={(event) => change({ to: event.currentTarget.value })}
      />
    </Field>
    {query.value.name !== "pattern" && query.value.name !== "unmet" && (
      <Pick
        label={t("report.by")}
        value={query.value.by}
        codes={steps()}
        words={(by) => t(`report.by.${by}`)}
        onPick={(by) => change({ by })}
      />
    )}
  </>
);

const steps = (): readonly Step[] =>
  query.value.name === "service" ? STEPS : STEPS.filter((step) => step !== "hour");

const Quarter = () => (
  <Pick
    label={t("report.quarter")}
    value={query.value.quarter}
    codes={quarters.value}
    words={(name) => name}
    onPick={(quarter) => change({ quarter })}
  />
);

const Of = () => (
  <>
    <Pick
      label={t("report.dimension")}
      value={query.value.dimension}
      codes={DIMENSIONS}
      words={(code) => t(`report.dimension.${code}`)}
      onPick={(dimension) => change({ dimension })}
    />
    <Pick
      label={t("report.cross")}
      value={query.value.cross}
      codes={["", ...crossings(query.value.dimension)]}
      words={(code) => (code ? t(`report.dimension.${code}`) : t("report.cross.none"))}
      onPick={(cross) => change({ cross })}
    />
  </>
);

function Spoken() {
  useKnown();
  return (
    <Pick
      label={t("dashboard.language")}
      value={query.value.language}
      codes={["", ...known.value.languages]}
      words={(code) => (code ? languageName(code) : t("dashboard.all"))}
      onPick={(language) => change({ language })}
    />
  );
}

interface PickProps<C extends string> {
  label: string;
  value: C;
  codes: readonly C[];
  words: (code: C) => string;
  onPick: (code: C) => void;
}
const Pick = <C extends string>({ label, value, codes, words, onPick }: PickProps<C>) => (
  <Field label={label}>
    <select value={value} onChange={(event) => onPick(event.currentTarget.value as C)}>
      {codes.map((code) => (
        <option key={code} value={code}>
          {words(code)}
        </option>
      ))}
    </select>
  </Field>
);

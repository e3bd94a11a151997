// The fields of the short form, drawn from its definition; a field appears when its condition holds.

import type { ComponentChildren } from "preact";
import type { FormField } from "../../shared/http";
import { lang, t } from "../../shared/i18n";
import { Choices, Field, Tick } from "../../staff/ui/field";
import { answer, answersOf, definition, late } from "../forms";
import { type Answer, fitting, toggled, visible } from "../state/form";

export function FormFields({ chat, wrong }: { chat: string; wrong: readonly string[] }) {
  const form = definition.value;
  const answers = form ? fitting(form.fields, answersOf.value[chat] ?? {}) : {};
  if (!form) return late.value ? <p class="muted">{t("console.wrap.no_form")}</p> : null;
  return (
    <>
      {visible(form.fields, answers).map((field) => (
        <div key={field.name} class="form-field" data-field={field.name}>
          <One
            chat={chat}
            field={field}
            value={answers[field.name]}
            error={wrong.includes(field.name) ? t("console.wrap.needed") : undefined}
          />
        </div>
      ))}
    </>
  );
}

interface OneProps {
  chat: string;
  field: FormField;
  value: Answer | undefined;
  error: string | undefined;
}
const FEW = 5;

function One(props: OneProps) {
  const { type, options = [] } = props.field;
  if (type === "choices") return <Several {...props} />;
  return options.length > FEW ? <Menu {...props} /> : <Single {...props} />;
}

const label = (field: FormField): string => field.label[lang.value];
const legend = (field: FormField): string => (field.required ? `${label(field)} *` : label(field));

/** What may stay open can be left open again: one of these is chosen from the first slip on, otherwise. */
const Single = ({ chat, field, value = "", error }: OneProps) => {
  const options = (field.options ?? []).map(({ code, label: words }) => [code, words[lang.value]] as const);
  const open = [["", t("console.wrap.unanswered")]] as const;
  return (
    <Choices legend={legend(field)} error={error}>
      {[...options, ...(field.required ? [] : open)].map(([code, words]) => (
        <Tick
          key={code}
          type="radio"
          name={`${chat}-${field.name}`}
          checked={value === code}
          onChange={() => answer(chat, { [field.name]: code })}
          label={words}
        />
      ))}
    </Choices>
  );
};

const Menu = ({ chat, field, value, error }: OneProps) => (
  <Field label={legend(field)} error={error}>
    <select
      value={typeof value === "string" ? value : ""}
      onChange={(event) => answer(chat, { [field.name]: event.currentTarget.value })}
    >
      <option value="">{t("console.wrap.choose")}</option>
      {(field.options ?? []).map((option) => (
        <option key={option.code} value={option.code}>
          {option.label[lang.value]}
        </option>
      ))}
    </select>
  </Field>
);

const MANY = 8;

/** A long list of extras stays folded until it is wanted, with what was chosen said on its lid. */
function Several(props: OneProps) {
  const { field, value, error } = props;
  if ((field.options ?? []).length <= MANY || field.required || error)
    return <Boxes {...props} legend={legend(field)} />;
  const chosen = (field.options ?? []).filter((option) => value?.includes(option.code));
  const names = chosen.map((option) => option.label[lang.value]).join(", ");
  return (
    <details class="folded">
      <summary>
        {legend(field)}
        {names && <span class="chosen">: {names}</span>}
      </summary>
      <Boxes {...props} legend={<span class="visually-hidden">{legend(field)}</span>} />
    </details>
  );
}

function Boxes({ chat, field, value, error, legend: words }: OneProps & { legend: ComponentChildren }) {
  const held = typeof value === "object" ? value : [];
  const full = field.most !== undefined && held.length >= field.most;
  return (
    <Choices
      legend={words}
      error={error}
      hint={field.most ? t("console.wrap.at_most", { count: field.most }) : undefined}
    >
      {(field.options ?? []).map((option) => (
        <Tick
          key={option.code}
          type="checkbox"
          checked={held.includes(option.code)}
          disabled={full && !held.includes(option.code)}
          onChange={(event) =>
            answer(chat, { [field.name]: toggled(value, option.code, event.currentTarget.checked) })
          }
          label={option.label[lang.value]}
        />
      ))}
    </Choices>
  );
}

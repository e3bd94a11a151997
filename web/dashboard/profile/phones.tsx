// The numbers to call: each with its words, for whom it is, and on pages in which languages.
import type { Phone } from "../../shared/http";
import { LANGUAGE_NAMES, LANGUAGES, t } from "../../shared/i18n";
import { MAX_CALL } from "../../shared/limits";
import { Choices, Field, Tick } from "../../staff/ui/field";
import { Icon } from "../../staff/ui/icon";
import { MOST, moved } from "../state/profile";
import { ListActs } from "./list-acts";
import { WordsField } from "./words-field";

const WHO = ["everyone", "adults", "danger"] as const;
const NEW: Phone = { number: "", words: {}, who: ["everyone"] };
const toggled = <T extends string>(list: readonly T[], one: T): T[] =>
  list.includes(one) ? list.filter((other) => other !== one) : [...list, one];

interface Props {
  value: readonly Phone[];
  onChange: (next: Phone[]) => void;
}

export function Phones({ value, onChange }: Props) {
  const change = (at: number, next: Partial<Phone>): void =>
    onChange(value.map((one, index) => (index === at ? { ...one, ...next } : one)));
  return (
    <div class="stack">
      {value.map((phone, at) => (
        <fieldset class="card stack-tight" key={at} data-testid="phone">
          <legend class="visually-hidden">{phone.number || t("dashboard.profile.phone.new")}</legend>
          <div class="row asking">
            <Field label={t("dashboard.profile.phone.number")}>
              <input
                type="tel"
                value={phone.number}
                onInput={(event) => change(at, { number: event.currentTarget.value })}
              />
            </Field>
            <ListActs
              what={phone.number}
              first={at === 0}
              last={at === value.length - 1}
              onMove={(step) => onChange(moved(value, at, step))}
              onRemove={() => onChange(value.filter((_, index) => index !== at))}
            />
          </div>
          <Choices legend={t("dashboard.profile.phone.who")}>
            {WHO.map((who) => (
              <Tick
                key={who}
                type="checkbox"
                checked={phone.who.includes(who)}
                onChange={() => change(at, { who: toggled(phone.who, who) })}
                label={t(`dashboard.profile.phone.who.${who}`)}
              />
            ))}
          </Choices>
          <Choices legend={t("dashboard.profile.phone.languages")}>
            {LANGUAGES.map((code) => (
              <Tick
                key={code}
                type="checkbox"
                checked={on(phone, code)}
                onChange={() => change(at, { languages: without(phone, code) })}
                label={LANGUAGE_NAMES[code]}
              />
            ))}
          </Choices>
          <WordsField
            legend={t("dashboard.profile.phone.words")}
            value={phone.words}
            most={MAX_CALL}
            onChange={(words) => change(at, { words })}
          />
        </fieldset>
      ))}
      {value.length < MOST.phones && (
        <button
          type="button"
          class="btn small"
          onClick={() => onChange([...value, NEW])}
          data-testid="add-phone"
        >
          <Icon name="plus" /> {t("dashboard.profile.phone.add")}
        </button>
      )}
    </div>
  );
}

/** None named means all. */
const on = ({ languages = [] }: Phone, code: string): boolean =>
  languages.length === 0 || languages.includes(code);

/** All of them again is none named; the last one cannot go. */
function without(phone: Phone, code: string): string[] {
  const next = toggled(LANGUAGES.filter((one) => on(phone, one)).map(String), code);
  if (next.length === 0) return phone.languages ?? [];
  return next.length === LANGUAGES.length ? [] : next;
}

// Neighbours: which desk of this house helps in a language when nobody is here, and whom this desk helps. Both must agree.
import type { OtherDesk } from "../../shared/http";
import { LANGUAGE_NAMES, LANGUAGES, lang, languageName, t } from "../../shared/i18n";
import { Choices, Field, Tick } from "../../staff/ui/field";
import type { Profile } from "../state/profile";

interface Props<Value> {
  value: Value;
  others: readonly OtherDesk[];
  onChange: (next: Value) => void;
}

const called = ({ desk, name }: OtherDesk): string =>
  name[lang.value] ?? name.en ?? Object.values(name)[0] ?? desk;

export const SendsTo = ({ value, others, onChange }: Props<Profile["sends_to"]>) => (
  <>
    {LANGUAGES.map((code) => {
      const { [code]: chosen = "", ...rest } = value;
      const there = others.find(({ desk }) => desk === chosen);
      const stands = there?.takes.includes(code) ? "agreed" : "open";
      return (
        <Field
          key={code}
          label={LANGUAGE_NAMES[code]}
          hint={there && t(`dashboard.profile.sends_to.${stands}`, { name: called(there) })}
        >
          <select
            value={chosen}
            onChange={({ currentTarget: { value: desk } }) =>
              onChange(desk ? { ...rest, [code]: desk } : rest)
            }
            data-testid={`sends-${code}`}
          >
            <option value="">{t("dashboard.profile.sends_to.none")}</option>
            {others.map((one) => (
              <option key={one.desk} value={one.desk}>
                {called(one)}
              </option>
            ))}
          </select>
        </Field>
      );
    })}
  </>
);

export const TakesFrom = ({ value, others, onChange }: Props<Profile["takes_from"]>) => (
  <>
    {others.map((one) => {
      const taken = value[one.desk] ?? [];
      const turn = (code: string): string[] =>
        taken.includes(code) ? taken.filter((held) => held !== code) : [...taken, code];
      const languages = one.sends.map((code) => languageName(code)).join(", ");
      return (
        <div key={one.desk} data-testid={`takes-${one.desk}`}>
          <Choices
            legend={called(one)}
            hint={languages && t("dashboard.profile.takes_from.asks", { languages })}
          >
            {LANGUAGES.map((code) => (
              <Tick
                key={code}
                type="checkbox"
                checked={taken.includes(code)}
                onChange={() => onChange({ ...value, [one.desk]: turn(code) })}
                label={LANGUAGE_NAMES[code]}
              />
            ))}
          </Choices>
        </div>
      );
    })}
  </>
);

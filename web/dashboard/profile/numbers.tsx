// Lengths of time: minutes of a chat, days that something is kept; each with its default and its bounds.
import { t } from "../../shared/i18n";
import { Field } from "../../staff/ui/field";
import { BOUNDS, MINUTE, type Profile } from "../state/profile";

type Name = keyof typeof BOUNDS;

interface Props {
  names: readonly Name[];
  profile: Profile;
  defaults: Readonly<Record<string, unknown>>;
  errorOf: (name: Name) => string | undefined;
  onChange: (next: Partial<Profile>) => void;
}

const unit = (name: Name): number => (name.endsWith("_ms") ? MINUTE : 1);

function usual(name: Name, value: unknown): string {
  if (typeof value !== "number") return t("dashboard.profile.default.none");
  const count = Math.round(value / unit(name));
  return name.endsWith("_ms")
    ? t("dashboard.profile.default.minutes", { count })
    : t("dashboard.profile.default.days", { count });
}

export const Numbers = ({ names, profile, defaults, errorOf, onChange }: Props) => (
  <div class="numbers">
    {names.map((name) => {
      const value = profile[name];
      const [low, high] = BOUNDS[name];
      const write = (text: string): void => {
        const next = text === "" ? null : Math.round(Number(text) * unit(name));
        onChange({ [name]: next });
      };
      return (
        <Field
          key={name}
          label={t(`dashboard.profile.${name}`)}
          hint={`${t(`dashboard.profile.${name}.hint`)} ${usual(name, defaults[name])}`}
          error={errorOf(name)}
        >
          <input
            type="number"
            min={low}
            max={high}
            step="any"
            inputMode="numeric"
            value={value === null ? "" : value / unit(name)}
            onInput={(event) => write(event.currentTarget.value)}
            data-testid={name}
          />
        </Field>
      );
    })}
  </div>
);

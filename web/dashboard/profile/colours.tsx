// The colours of the widget's buttons and links, light and dark, each pair with its contrast beside it.
import type { Colours, Pair } from "../../shared/http";
import { lang, t } from "../../shared/i18n";
import { Field, Tick } from "../../staff/ui/field";
import { LEAST, weakest } from "../state/contrast";

/** Hearline's own (shared/tokens.css), to begin with. */
const OWN: Readonly<Record<"light" | "dark", Pair>> = {
  light: { accent: "#0b6672", on_accent: "#ffffff" },
  dark: { accent: "#6fd0d6", on_accent: "#062a2e" },
};

interface Props {
  value: Colours;
  onChange: (next: Colours) => void;
}

export const ColoursField = ({ value, onChange }: Props) => (
  <div class="pair">
    {(["light", "dark"] as const).map((theme) => (
      <Theme
        key={theme}
        theme={theme}
        pair={value[theme] ?? null}
        onChange={(pair) => {
          const { [theme]: _, ...others } = value;
          onChange(pair ? { ...others, [theme]: pair } : others);
        }}
      />
    ))}
  </div>
);

interface ThemeProps {
  theme: "light" | "dark";
  pair: Pair | null;
  onChange: (next: Pair | null) => void;
}
function Theme({ theme, pair, onChange }: ThemeProps) {
  return (
    <fieldset class="card stack-tight" data-testid={`colours-${theme}`}>
      <legend>{t(`dashboard.profile.colours.${theme}`)}</legend>
      <Tick
        type="checkbox"
        checked={pair !== null}
        onChange={() => onChange(pair ? null : OWN[theme])}
        label={t("dashboard.profile.colours.own")}
      />
      {pair && (
        <>
          {(["accent", "on_accent"] as const).map((name) => (
            <Field key={name} label={t(`dashboard.profile.colours.${name}`)}>
              <input
                type="color"
                value={pair[name]}
                onInput={(event) => onChange({ ...pair, [name]: event.currentTarget.value })}
              />
            </Field>
          ))}
          <Ratio ratio={weakest(pair, theme)} />
        </>
      )}
    </fieldset>
  );
}

function Ratio({ ratio }: { ratio: number }) {
  const fine = ratio >= LEAST;
  // rounded down: what is shown as enough is enough
  const shown = new Intl.NumberFormat(lang.value, { minimumFractionDigits: 2 }).format(
    Math.floor(ratio * 100) / 100,
  );
  return (
    <p class={fine ? "hint" : "field-error"} role="status" data-testid="contrast">
      {t(fine ? "dashboard.profile.contrast.fine" : "dashboard.profile.contrast.low", { ratio: shown })}
    </p>
  );
}

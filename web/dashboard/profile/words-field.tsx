// One text in each language of the pages; what stands in none of them is not said.
import { LANGUAGE_NAMES, LANGUAGES } from "../../shared/i18n";
import { Field } from "../../staff/ui/field";
import type { Words } from "../state/profile";

interface Props {
  legend: string;
  hint?: string | undefined;
  error?: string | undefined;
  value: Words;
  most: number;
  /** More than one line is wanted. */
  rows?: number;
  placeholder?: string;
  onChange: (next: Words) => void;
}

export function WordsField({ legend, hint, error, value, most, rows, placeholder, onChange }: Props) {
  const write = (code: string, text: string): void => {
    const { [code]: _, ...others } = value;
    onChange(text === "" ? others : { ...others, [code]: text });
  };
  return (
    <fieldset class="field words" aria-invalid={error ? true : undefined}>
      <legend>{legend}</legend>
      {hint && <p class="hint">{hint}</p>}
      {LANGUAGES.map((code) => (
        <Field key={code} label={LANGUAGE_NAMES[code]} most={most}>
          {rows ? (
            <textarea
              dir="auto"
              lang={code}
              rows={rows}
              value={value[code] ?? ""}
              onInput={(event) => write(code, event.currentTarget.value)}
            />
          ) : (
            <input
              lang={code}
              value={value[code] ?? ""}
              placeholder={placeholder}
              onInput={(event) => write(code, event.currentTarget.value)}
            />
          )}
        </Field>
      ))}
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}

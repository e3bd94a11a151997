// A question that is answered by one tap among a few, each a picture or a number with its words; it may stay open.
import type { ComponentChildren, JSX } from "preact";

interface TapsProps {
  id: string;
  question: ComponentChildren;
  hint?: string;
  kind: "few" | "pictures" | "three" | "five";
  options: readonly (readonly [value: string, shown: ComponentChildren, language?: string])[];
  value: string;
  choose: (value: string) => void;
}

export function Taps({ id, question, hint, kind, options, value, choose }: TapsProps): JSX.Element {
  return (
    <fieldset class="question" aria-describedby={hint ? `${id}-hint` : undefined}>
      <legend tabIndex={-1}>{question}</legend>
      {hint && (
        <p id={`${id}-hint`} class="small muted">
          {hint}
        </p>
      )}
      <div class={`taps ${kind}`}>
        {options.map(([code, shown, language]) => (
          <label key={code} class="tap" lang={language}>
            <input
              type="radio"
              name={id}
              autocomplete="off"
              value={code}
              checked={value === code}
              onChange={() => choose(code)}
              data-test={`${id}-${code || "none"}`}
            />
            <span>{shown}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

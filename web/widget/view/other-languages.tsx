// The languages that somebody on duty speaks, to be chosen.
import type { JSX } from "preact";
import { LANGUAGE_NAMES, LANGUAGES, type Lang } from "../../shared/i18n";

interface OtherProps {
  codes: readonly string[];
  choose: (code: Lang) => void;
}

export function OtherLanguages({ codes, choose }: OtherProps): JSX.Element | null {
  if (codes.length === 0) return null;
  return (
    <div class="row">
      {LANGUAGES.filter((code) => codes.includes(code)).map((code) => (
        <button key={code} type="button" class="btn" lang={code} onClick={() => choose(code)}>
          {LANGUAGE_NAMES[code]}
        </button>
      ))}
    </div>
  );
}

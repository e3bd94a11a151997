// Nobody on duty speaks the teen's language: say so, and let them choose another or wait.
import type { JSX } from "preact";
import { LANGUAGE_NAMES, LANGUAGES, type Lang, languageName, t } from "../../shared/i18n";
import type { Conversation } from "../conversation";

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

export function UnservedWait({ talk }: { talk: Conversation }): JSX.Element | null {
  const state = talk.state.value;
  if (state?.served !== false) return null;
  const others = state.others ?? [];
  const language = languageName(state.language);
  return (
    <section class="note">
      <h2>{others.length > 0 ? t("widget.unserved.title", { language }) : t("widget.unserved.nobody")}</h2>
      <p>{t(others.length > 0 ? "widget.unserved.choose" : "widget.unserved.wait")}</p>
      <OtherLanguages codes={others} choose={(code) => talk.chooseLanguage(code)} />
    </section>
  );
}

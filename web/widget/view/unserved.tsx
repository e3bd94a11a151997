// Nobody on duty speaks the teen's language: say so, and let them choose another or wait.
import type { JSX } from "preact";
import { languageName, t } from "../../shared/i18n";
import type { Conversation } from "../conversation";
import { OtherLanguages } from "./other-languages";

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

// Before the first chat: one click that also lets this page make a sound and show a notice.

import { t } from "../../shared/i18n";
import { DeskPicker } from "../../staff/desk-picker";
import { me, signOut } from "../../staff/session";
import { Icon } from "../../staff/ui/icon";
import { takeFocus } from "../../staff/ui/take-focus";
import { languageName, skillName } from "../../staff/ui/words";
import { startShift } from "../shift";

export function StartShift() {
  const person = me.value;
  if (!person) return null;
  return (
    <main class="card-page">
      <div class="card stack">
        <header class="stack-tight">
          <p class="brand">Hearline</p>
          <h1>{t("console.shift.hello", { name: person.name })}</h1>
        </header>
        <p class="muted">{t("console.shift.explain")}</p>
        <Serves languages={person.languages ?? []} skills={person.skills ?? []} />
        <DeskPicker />
        <div class="stack-tight">
          <button
            type="button"
            class="btn primary block"
            onClick={() => startShift("available")}
            ref={takeFocus}
          >
            <Icon name="chat" /> {t("console.shift.available")}
          </button>
          <button type="button" class="btn block" onClick={() => startShift("away")}>
            <Icon name="coffee" /> {t("console.shift.away")}
          </button>
          <button type="button" class="btn plain block" onClick={signOut}>
            <Icon name="signout" /> {t("staff.signout")}
          </button>
        </div>
      </div>
    </main>
  );
}

const Serves = ({ languages, skills }: { languages: readonly string[]; skills: readonly string[] }) => (
  <ul class="chips" aria-label={t("console.shift.serves")}>
    {languages.map((code) => (
      <li class="chip" key={code}>
        {languageName(code)}
      </li>
    ))}
    {skills.map((code) => (
      <li class="chip" key={code}>
        {skillName(code)}
      </li>
    ))}
  </ul>
);

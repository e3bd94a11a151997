// At which desk somebody works, where they have several: the page begins anew there.
import { t } from "../shared/i18n";
import { prefer } from "./prefs";
import { desk, me } from "./session";
import { Field } from "./ui/field";

function choose(code: string): void {
  prefer({ desk: code });
  location.reload();
}

/** `busy`: a teen is in a chat with this person, who would lose them. */
export function DeskPicker({ busy = false }: { busy?: boolean }) {
  const desks = me.value?.desks ?? [];
  if (desks.length < 2) return null;
  return (
    <Field label={t("staff.desk")}>
      <select value={desk.value} disabled={busy} onChange={(event) => choose(event.currentTarget.value)}>
        {desks.map((code) => (
          <option key={code} value={code}>
            {code}
          </option>
        ))}
      </select>
    </Field>
  );
}

// At which desk somebody works, where they have several: the page begins anew there.
import type { TargetedEvent } from "preact";
import { t } from "../shared/i18n";
import { moveTo } from "./prefs";
import { desk, me } from "./session";
import { Field } from "./ui/field";

/** The browser may ask before the page goes: who stays is still at its desk. */
function choose({ currentTarget: box }: TargetedEvent<HTMLSelectElement>): void {
  moveTo(box.value);
  box.value = desk.value;
  location.reload();
}

/** `busy`: a teen is in a chat with this person, who would lose them. */
export function DeskPicker({ busy = false }: { busy?: boolean }) {
  const desks = me.value?.desks ?? [];
  if (desks.length < 2) return null;
  return (
    <Field label={t("staff.desk")}>
      <select value={desk.value} disabled={busy} onChange={choose}>
        {desks.map((code) => (
          <option key={code} value={code}>
            {code}
          </option>
        ))}
      </select>
    </Field>
  );
}

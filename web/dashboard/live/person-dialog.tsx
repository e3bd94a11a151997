// What somebody takes today: how many chats, which languages, which skills. Their account stays as it is.

import { useSignal } from "@preact/signals";
import { t } from "../../shared/i18n";
import type { BoardStaff } from "../../shared/protocol";
import { Codes } from "../../staff/ui/codes";
import { Dialog } from "../../staff/ui/dialog";
import { Choices, Tick } from "../../staff/ui/field";
import { languageName, skillName } from "../../staff/ui/words";
import { setCounsellor } from "../acts";
import { known, useKnown } from "../known";
import { mostChats } from "../state/capacity";

export function PersonDialog({ person, onClose }: { person: BoardStaff; onClose: () => void }) {
  const capacity = useSignal(person.capacity);
  const languages = useSignal<readonly string[]>(person.languages);
  const skills = useSignal<readonly string[]>(person.skills ?? []);
  useKnown();
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    onClose();
    setCounsellor({
      staff: person.staff,
      capacity: capacity.value,
      languages: [...languages.value],
      skills: [...skills.value],
    });
  };
  return (
    <Dialog title={person.name} onClose={onClose} testid="person-dialog">
      <form class="stack" onSubmit={save}>
        <p class="muted">{t("dashboard.person.explain")}</p>
        <Choices legend={t("dashboard.person.capacity")}>
          {Array.from({ length: mostChats(person.capacity) }, (_, at) => at + 1).map((count) => (
            <Tick
              key={count}
              type="radio"
              name="capacity"
              checked={capacity.value === count}
              onChange={() => (capacity.value = count)}
              label={count}
            />
          ))}
        </Choices>
        <Codes
          legend={t("dashboard.person.languages")}
          all={joined(known.value.languages, person.languages)}
          held={languages}
          name={languageName}
        />
        <Codes
          legend={t("dashboard.person.skills")}
          all={joined(known.value.skills, person.skills ?? [])}
          held={skills}
          name={skillName}
        />
        <div class="dialog-acts">
          <button type="button" class="btn" onClick={onClose}>
            {t("staff.cancel")}
          </button>
          <button type="submit" class="btn primary" disabled={languages.value.length === 0}>
            {t("dashboard.save")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

const joined = (all: readonly string[], held: readonly string[]): readonly string[] => [
  ...new Set([...all, ...held]),
];

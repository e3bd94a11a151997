// What a chat can be about: ticked ones are offered, in this order.
import { TOPICS } from "../../shared/codes";
import { t } from "../../shared/i18n";
import { Tick } from "../../staff/ui/field";
import { topicName } from "../../staff/ui/words";
import { useKeptFocus } from "../kept-focus";
import { moved } from "../state/profile";
import { ListActs } from "./list-acts";

interface Props {
  value: readonly string[];
  onChange: (next: string[]) => void;
}

export function Topics({ value, onChange }: Props) {
  useKeptFocus();
  const others = TOPICS.filter((code) => !value.includes(code));
  return (
    <>
      <ol class="ordered" aria-label={t("dashboard.profile.topics.offered")}>
        {value.map((code, at) => (
          <li key={code} class="row tight">
            <Tick
              type="checkbox"
              checked
              onChange={() => onChange(value.filter((one) => one !== code))}
              label={topicName(code)}
            />
            <span class="grow" />
            <ListActs
              what={topicName(code)}
              first={at === 0}
              last={at === value.length - 1}
              onMove={(step) => onChange(moved(value, at, step))}
            />
          </li>
        ))}
      </ol>
      {others.length > 0 && (
        <ul class="ordered" aria-label={t("dashboard.profile.topics.others")}>
          {others.map((code) => (
            <li key={code}>
              <Tick
                type="checkbox"
                checked={false}
                onChange={() => onChange([...value, code])}
                label={topicName(code)}
              />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

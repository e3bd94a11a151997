// Numbers to call, as links that a phone dials.
import { Phone as PhoneIcon } from "lucide";
import type { JSX } from "preact";
import { lang, t } from "../../shared/i18n";
import { Icon } from "../../shared/ui/icon";
import { phonesFor, type Who } from "../phones";
import { told } from "../store";

/** Nothing where the desk has no number for them. */
export function Phones({ who = "everyone", lead }: { who?: Who; lead?: string }): JSX.Element | null {
  const calls = phonesFor(who, lang.value, told.value.phones ?? [], t("widget.phone.112"));
  if (calls.length === 0) return null;
  return (
    <>
      {lead && <p>{lead}</p>}
      <ul class="calls">
        {calls.map(([number, words]) => (
          <li key={number}>
            <a class="call" href={`tel:${number.replaceAll(" ", "")}`}>
              <Icon node={PhoneIcon} />
              <span>
                <strong>{number}</strong>
                <span class="small">{words}</span>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

/** For whoever is in danger now; folded where the screen is about something else. */
export function Danger({
  open = false,
  onOpen,
}: {
  open?: boolean;
  onOpen?: (open: boolean) => void;
}): JSX.Element {
  return (
    <details class="card danger-card" open={open} onToggle={(event) => onOpen?.(event.currentTarget.open)}>
      <summary>{t("widget.danger.title")}</summary>
      <Phones who="danger" lead={t("widget.danger.lead")} />
    </details>
  );
}

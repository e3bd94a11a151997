// Numbers to call, as links that a phone dials.
import { Phone as PhoneIcon } from "lucide";
import type { JSX } from "preact";
import { lang, t } from "../../shared/i18n";
import { Icon } from "../../shared/ui/icon";
import { CHILD_FOCUS, dangerPhones, type Phone } from "../phones";

function Call({ number, what }: Phone): JSX.Element {
  return (
    <a class="call" href={`tel:${number.replaceAll(" ", "")}`}>
      <Icon node={PhoneIcon} />
      <span>
        <strong>{number}</strong>
        <span class="small">{t(what)}</span>
      </span>
    </a>
  );
}

function DangerList(): JSX.Element {
  return (
    <>
      <p>{t("widget.danger.lead")}</p>
      <ul class="calls">
        {dangerPhones(lang.value).map((phone) => (
          <li key={phone.number}>
            <Call {...phone} />
          </li>
        ))}
      </ul>
    </>
  );
}

/** For whoever is in danger now; folded where the screen is about something else. */
export function Danger({
  open = false,
  told,
}: {
  open?: boolean;
  told?: (open: boolean) => void;
}): JSX.Element {
  return (
    <details class="card danger-card" open={open} onToggle={(event) => told?.(event.currentTarget.open)}>
      <summary>{t("widget.danger.title")}</summary>
      <DangerList />
    </details>
  );
}

export function ChildFocus(): JSX.Element {
  return <Call {...CHILD_FOCUS} />;
}

// The passkeys of this account: which there are and when they were last of use, a new one, one fewer.

import { lang, t } from "../../shared/i18n";
import { remove } from "../http";
import { addPasskey, passkeysWork } from "../passkey";
import type { Renewed } from "../session";
import { Field } from "../ui/field";
import { Icon } from "../ui/icon";
import type { Renew } from "./factors";

export interface Passkey {
  id: string;
  label: string;
  created: number;
  used: number;
}

const day = (at: number): string =>
  new Date(at * 1000).toLocaleDateString(lang.value, { dateStyle: "medium" });

const history = ({ created, used }: Passkey): string =>
  used
    ? t("staff.account.passkey_used", { day: day(used) })
    : t("staff.account.passkey_made", { day: day(created) });

export const Passkeys = ({ held, renew }: { held: readonly Passkey[]; renew: Renew }) => (
  <div class="stack-tight">
    {held.length > 0 && (
      <ul class="plain-list" aria-label={t("staff.account.passkeys")}>
        {held.map((one) => (
          <li key={one.id} class="row tight" data-testid="passkey">
            <Icon name="passkey" />
            <span class="grow">
              {one.label} <small class="muted">{history(one)}</small>
            </span>
            <button
              type="button"
              class="btn small"
              aria-label={t("staff.account.passkey_remove", { name: one.label })}
              onClick={() => renew(() => remove<Renewed>(`/api/staff/passkeys/${one.id}`))}
            >
              {t("staff.remove")}
            </button>
          </li>
        ))}
      </ul>
    )}
    {passkeysWork() && <Add renew={renew} />}
  </div>
);

const Add = ({ renew }: { renew: Renew }) => (
  <form
    class="row asking"
    data-testid="passkey-add"
    onSubmit={(event) => {
      event.preventDefault();
      const label = String(new FormData(event.currentTarget).get("label") ?? "").trim();
      renew(() => addPasskey(label || t("staff.account.passkey_label")));
    }}
  >
    <Field label={t("staff.account.passkey_name")}>
      <input name="label" maxLength={40} autocomplete="off" placeholder={t("staff.account.passkey_label")} />
    </Field>
    <button type="submit" class="btn">
      <Icon name="passkey" /> {t("staff.account.passkey_add")}
    </button>
  </form>
);

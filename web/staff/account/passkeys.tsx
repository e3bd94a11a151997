// The passkeys of this account: which there are and when they were last of use, a new one, one fewer.

import type { PasskeyShown } from "../../shared/http";
import { lang, t } from "../../shared/i18n";
import { MAX_LABEL } from "../../shared/limits";
import { once } from "../../shared/ui/once";
import { ask } from "../ask";
import { addPasskey, passkeysWork } from "../passkey";
import { dayOf } from "../time";
import { Field } from "../ui/field";
import { Icon } from "../ui/icon";
import { zone } from "../zone";
import type { Renew } from "./renew";

const day = (at: number): string => dayOf(new Date(at * 1000), lang.value, zone.value);

const history = ({ created, used }: PasskeyShown): string =>
  used
    ? t("staff.account.passkey_used", { day: day(used) })
    : t("staff.account.passkey_made", { day: day(created) });

export const Passkeys = ({ held, renew }: { held: readonly PasskeyShown[]; renew: Renew }) => (
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
              onClick={once(() =>
                renew(() => ask("delete /api/staff/passkeys/{id}", { path: { id: one.id } })),
              )}
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
      const data = new FormData(event.currentTarget);
      const label = String(data.get("label") ?? "").trim() || t("staff.account.passkey_label");
      renew(() => addPasskey(label, String(data.get("password") ?? "")));
    }}
  >
    <Field label={t("staff.account.passkey_name")} most={MAX_LABEL}>
      <input name="label" autocomplete="off" placeholder={t("staff.account.passkey_label")} />
    </Field>
    <Field label={t("staff.account.password_old")}>
      <input type="password" name="password" autocomplete="current-password" required />
    </Field>
    <button type="submit" class="btn">
      <Icon name="passkey" /> {t("staff.account.passkey_add")}
    </button>
  </form>
);

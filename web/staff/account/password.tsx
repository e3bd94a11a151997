// Changing one's own password; other sign-ins end with it.

import { t } from "../../shared/i18n";
import { ask } from "../ask";
import { me, renewing, take } from "../session";
import { attempt } from "../ui/attempt";
import { Field } from "../ui/field";

async function change(form: HTMLFormElement): Promise<void> {
  const data = new FormData(form);
  const body = { old: String(data.get("old")), new: String(data.get("new")) };
  const done = await attempt(async () =>
    take(await renewing(() => ask("post /api/staff/password", { body }))),
  );
  if (done) form.reset();
}

/** `page`: as of Factors. */
export function Password({ page = false }: { page?: boolean }) {
  const Heading = page ? "h2" : "h3";
  return (
    <form
      class="stack-tight panel"
      onSubmit={(event) => {
        event.preventDefault();
        change(event.currentTarget);
      }}
    >
      <Heading>{t("staff.account.password")}</Heading>
      {/* for a password keeper, which changes what it keeps of this name, and makes another where it finds none */}
      <input
        class="visually-hidden"
        autocomplete="username"
        value={me.value?.login}
        tabIndex={-1}
        aria-hidden="true"
        readOnly
      />
      <Field label={t("staff.account.password_old")}>
        <input type="password" name="old" autocomplete="current-password" required />
      </Field>
      <Field label={t("staff.account.password_new")} hint={t("staff.account.password_hint")}>
        <input type="password" name="new" autocomplete="new-password" minLength={12} required />
      </Field>
      <button type="submit" class="btn">
        {t("staff.account.password_go")}
      </button>
    </form>
  );
}

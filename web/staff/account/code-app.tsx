// One-time codes: set up and taken away with the password; they count from their first code on.

import { useSignal } from "@preact/signals";
import type { TotpOffer } from "../../shared/http";
import { t } from "../../shared/i18n";
import { ask } from "../ask";
import { attempt } from "../ui/attempt";
import { Field } from "../ui/field";
import { takeFocus } from "../ui/take-focus";
import { QrCode } from "./qr-code";
import type { Renew } from "./renew";
import { WithPassword } from "./with-password";

export function CodeApp({ on, renew }: { on: boolean; renew: Renew }) {
  const offer = useSignal<TotpOffer | null>(null);
  const start = (password: string) =>
    attempt(
      async () => (offer.value = await ask("post /api/staff/totp/start", { body: { password } })),
      t("staff.account.totp_scan"),
    );
  const confirm = async (code: string) => {
    const body = { offer: offer.value?.offer ?? "", code };
    if (await renew(() => ask("post /api/staff/totp/confirm", { body }))) offer.value = null;
  };
  if (on) return <TurnOff renew={renew} />;
  if (offer.value) return <Confirm offer={offer.value} onCode={confirm} />;
  return (
    <div class="stack-tight">
      <p>{t("staff.account.totp_off")}</p>
      <WithPassword act={t("staff.account.totp_start")} testid="totp-start" onPassword={start} />
    </div>
  );
}

const TurnOff = ({ renew }: { renew: Renew }) => (
  <div class="stack-tight">
    <p data-testid="totp-on">{t("staff.account.totp_on")}</p>
    <WithPassword
      act={t("staff.account.totp_remove")}
      testid="totp-remove"
      onPassword={(password) => renew(() => ask("post /api/staff/totp/off", { body: { password } }))}
    />
  </div>
);

const Confirm = ({ offer, onCode }: { offer: TotpOffer; onCode: (code: string) => void }) => (
  <form
    class="stack-tight"
    data-testid="totp-confirm"
    onSubmit={(event) => {
      event.preventDefault();
      onCode(String(new FormData(event.currentTarget).get("code") ?? "").replaceAll(" ", ""));
    }}
  >
    <QrCode text={offer.uri} label={t("staff.account.totp_qr")} />
    <p>
      {t("staff.account.totp_secret")} <code class="secret">{offer.secret.match(/.{1,4}/g)?.join(" ")}</code>
    </p>
    <p>
      <a href={offer.uri}>{t("staff.account.totp_open")}</a>
    </p>
    <Field label={t("staff.account.totp_code")}>
      <input name="code" inputMode="numeric" autocomplete="one-time-code" required ref={takeFocus} />
    </Field>
    <button type="submit" class="btn primary">
      {t("staff.account.totp_confirm")}
    </button>
  </form>
);

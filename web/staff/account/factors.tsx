// The second factor: a code app or a passkey, and the recovery codes that open the door without them.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../../shared/i18n";
import { get, holdCsrf, post, remove } from "../http";
import { addPasskey, passkeysWork } from "../passkey";
import { type Renewed, take } from "../session";
import { Field } from "../ui/field";
import { Icon } from "../ui/icon";
import { attempt } from "./attempt";

interface Held {
  totp: boolean;
  passkeys: { id: string; label: string }[];
  recovery_left: number;
}
interface Offer {
  uri: string;
  secret: string;
  offer: string;
}

export function Factors() {
  const held = useSignal<Held | null>(null);
  const offer = useSignal<Offer | null>(null);
  const renewed = useSignal<Renewed | null>(null);
  const reload = async () => {
    held.value = await get<Held>("/api/staff/factors").catch(() => null);
  };
  useEffect(() => {
    reload();
  }, []);
  /** The new sign-in holds at once; the page goes on only when the codes have been seen. */
  const renew = async (how: () => Promise<Renewed>) => {
    await attempt(async () => {
      renewed.value = await how();
      holdCsrf(renewed.value.csrf);
      offer.value = null;
    });
    if (!renewed.value?.recovery?.length) goOn();
    await reload();
  };
  const goOn = () => {
    if (renewed.value) take(renewed.value);
    renewed.value = null;
  };
  const confirm = (code: string) =>
    renew(() => post<Renewed>("/api/staff/totp/confirm", { offer: offer.value?.offer, code }));
  return (
    <section class="stack-tight panel">
      <h3>{t("staff.account.factors")}</h3>
      {renewed.value && <Recovery codes={renewed.value.recovery ?? []} onSeen={goOn} />}
      <p>{t(held.value?.totp ? "staff.account.totp_on" : "staff.account.totp_off")}</p>
      {offer.value ? (
        <Confirm offer={offer.value} onCode={confirm} />
      ) : (
        <button
          type="button"
          class="btn"
          onClick={() =>
            attempt(
              async () => (offer.value = await post<Offer>("/api/staff/totp/start")),
              t("staff.account.totp_scan"),
            )
          }
        >
          {t("staff.account.totp_start")}
        </button>
      )}
      <Passkeys
        held={held.value}
        onAdd={() => renew(() => addPasskey(t("staff.account.passkey_label")))}
        onChange={reload}
      />
    </section>
  );
}

const Confirm = ({ offer, onCode }: { offer: Offer; onCode: (code: string) => void }) => (
  <form
    class="stack-tight"
    onSubmit={(event) => {
      event.preventDefault();
      onCode(String(new FormData(event.currentTarget).get("code") ?? ""));
    }}
  >
    <p>
      {t("staff.account.totp_secret")} <code class="secret">{offer.secret}</code>
    </p>
    <p>
      <a href={offer.uri}>{t("staff.account.totp_open")}</a>
    </p>
    <Field label={t("staff.signin.code")}>
      <input name="code" inputMode="numeric" autocomplete="one-time-code" required />
    </Field>
    <button type="submit" class="btn primary">
      {t("staff.account.totp_confirm")}
    </button>
  </form>
);

const Recovery = ({ codes, onSeen }: { codes: readonly string[]; onSeen: () => void }) => (
  <div class="note warn" role="alert">
    <div>
      <p>{t("staff.account.recovery")}</p>
      <ul class="codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <button type="button" class="btn" onClick={onSeen} data-testid="recovery-seen">
        {t("staff.account.recovery_seen")}
      </button>
    </div>
  </div>
);

interface PasskeyProps {
  held: Held | null;
  onAdd: () => void;
  onChange: () => Promise<void>;
}
function Passkeys({ held, onAdd, onChange }: PasskeyProps) {
  const change = (how: () => Promise<unknown>) => attempt(how).then(onChange);
  return (
    <>
      <ul class="plain-list">
        {held?.passkeys.map((one) => (
          <li key={one.id} class="row">
            <Icon name="passkey" /> <span class="grow">{one.label}</span>
            <button
              type="button"
              class="btn small"
              onClick={() => change(() => remove(`/api/staff/passkeys/${one.id}`))}
            >
              {t("staff.remove")}
            </button>
          </li>
        ))}
      </ul>
      {passkeysWork() && (
        <button type="button" class="btn" onClick={onAdd}>
          <Icon name="passkey" /> {t("staff.account.passkey_add")}
        </button>
      )}
    </>
  );
}

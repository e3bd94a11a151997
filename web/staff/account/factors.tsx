// The second factor: a code app or a passkey, and the recovery codes that stand in for them.

import { useSignal } from "@preact/signals";
import type { Factors as Held, Signed } from "../../shared/http";
import { t } from "../../shared/i18n";
import { ask } from "../ask";
import { renewing, take } from "../session";
import { attempt } from "../ui/attempt";
import { errorWords } from "../ui/words";
import { untilThere, useWhileShown } from "../until-there";
import { CodeApp } from "./code-app";
import { Passkeys } from "./passkeys";
import { Codes, Recovery } from "./recovery";
import type { Renew } from "./renew";

/** `page`: it stands under the title of a page, not of a dialog. */
export function Factors({ page = false }: { page?: boolean }) {
  const Heading = page ? "h2" : "h3";
  const held = useSignal<Held | null>(null);
  const wrong = useSignal("");
  const codes = useSignal<readonly string[]>([]);
  const renewed = useSignal<Signed | null>(null);
  const reload = async () => {
    held.value = await ask("get /api/staff/factors").catch(() => held.value);
  };
  useWhileShown(async (shown) => {
    const found = await untilThere(
      () => ask("get /api/staff/factors"),
      shown,
      (code) => (wrong.value = code),
    );
    held.value = found ?? held.value;
  });
  /** The page goes on with the new sign-in only when its recovery codes have been seen. */
  const renew: Renew = async (how) => {
    const done = await attempt(async () => (renewed.value = await renewing(how)));
    codes.value = (done && renewed.value?.recovery) || codes.value;
    if (codes.value.length === 0) goOn();
    await reload();
    return done;
  };
  const goOn = () => {
    codes.value = [];
    if (renewed.value) take(renewed.value);
    renewed.value = null;
  };
  if (!held.value) return wrong.value ? <p class="note warn">{errorWords(wrong.value)}</p> : null;
  const { totp, passkeys, recovery_left } = held.value;
  return (
    <section class="stack panel">
      <Heading>{t("staff.account.factors")}</Heading>
      {codes.value.length > 0 && <Codes codes={codes.value} onSeen={goOn} />}
      <CodeApp on={totp} renew={renew} />
      <Passkeys held={passkeys} renew={renew} />
      {(totp || passkeys.length > 0) && (
        <Recovery
          left={recovery_left}
          onCodes={(made) => {
            codes.value = made;
            reload();
          }}
        />
      )}
    </section>
  );
}

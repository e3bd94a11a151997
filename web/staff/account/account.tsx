// One's own account: password, second factor, passkeys, where else one is signed in.

import { t } from "../../shared/i18n";
import { me, signOut } from "../session";
import { Dialog } from "../ui/dialog";
import { Icon } from "../ui/icon";
import { Factors } from "./factors";
import { Password } from "./password";
import { SignIns } from "./sign-ins";

/** `busy`: a teen is in a chat with this person, who would have to wait while the sign-in begins anew. */
export const AccountDialog = ({ onClose, busy = false }: { onClose: () => void; busy?: boolean }) => (
  <Dialog title={t("staff.account.title")} onClose={onClose} wide testid="account">
    {busy && (
      <p class="note warn">
        <Icon name="lock" /> <span>{t("staff.account.busy")}</span>
      </p>
    )}
    <fieldset class="stack" disabled={busy}>
      <Password />
      <Factors />
    </fieldset>
    <SignIns busy={busy} />
  </Dialog>
);

/** The whole page of somebody who must first choose a password of their own, or set up a second factor. */
export const Account = () => (
  <main class="card-page">
    <div class="card stack" data-testid="account">
      <h1>{t("staff.account.title")}</h1>
      <p class="note warn">
        <Icon name="lock" />{" "}
        <span>{t(me.value?.password_given ? "staff.account.password_first" : "staff.account.enrol")}</span>
      </p>
      {me.value?.password_given ? <Password page /> : <Factors page />}
      <button type="button" class="btn plain block" onClick={signOut}>
        <Icon name="signout" /> {t("staff.signout")}
      </button>
    </div>
  </main>
);

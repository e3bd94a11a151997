// One's own account: password, second factor, passkeys, where else one is signed in.

import { t } from "../../shared/i18n";
import { signOut } from "../session";
import { Dialog } from "../ui/dialog";
import { Icon } from "../ui/icon";
import { Factors } from "./factors";
import { Password } from "./password";
import { SignIns } from "./sign-ins";

export const AccountDialog = ({ onClose }: { onClose: () => void }) => (
  <Dialog title={t("staff.account.title")} onClose={onClose} wide>
    <Password />
    <Factors />
    <SignIns />
  </Dialog>
);

/** The whole page of somebody who must first set up a second factor. */
export const Account = ({ enrol }: { enrol: boolean }) => (
  <main class="door">
    <div class="door-card card stack">
      <h1>{t("staff.account.title")}</h1>
      {enrol && (
        <p class="note warn">
          <Icon name="lock" /> <span>{t("staff.account.enrol")}</span>
        </p>
      )}
      <Factors />
      <button type="button" class="btn plain block" onClick={signOut}>
        <Icon name="signout" /> {t("staff.signout")}
      </button>
    </div>
  </main>
);
